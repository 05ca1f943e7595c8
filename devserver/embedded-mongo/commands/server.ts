import { fieldsOf } from '../command-fields.ts';
import { select } from '../query/query.ts';
import { sizeOf } from '../values/codec.ts';
import type { Handler } from './handler.ts';
import { buildInfo } from './handshake.ts';

/** https://www.mongodb.com/docs/manual/reference/command/serverStatus/ : what this database knows of itself */
export const serverStatus: Handler = (command, context) => {
  const { version } = { version: undefined, ...buildInfo(command, context) };
  return {
    host: 'embedded',
    version,
    process: 'embedded',
    pid: process.pid,
    uptime: process.uptime(),
    localTime: new Date(),
    connections: { totalCreated: context.connectionId },
    storageEngine: { name: 'embedded', persistent: false, supportsCommittedReads: true },
    ...(context.replicaSet && { repl: context.replicaSet.hello() }),
    mem: { bits: 64, resident: Math.round(process.memoryUsage().rss / 2 ** 20) },
  };
};

/** https://www.mongodb.com/docs/manual/reference/command/listDatabases/ */
export const listDatabases: Handler = ({ body }, { store }) => {
  const fields = fieldsOf('listDatabases', body);
  const databases = store.databaseNames().map((name) => {
    if (fields.boolean('nameOnly')) return { name };
    let sizeOnDisk = 0;
    for (const collection of store.collectionNames(name)) {
      for (const document of store.collection(`${name}.${collection}`)?.candidates({}) ?? [])
        sizeOnDisk += sizeOf(document);
    }
    return { name, sizeOnDisk, empty: false };
  });
  const found = select(databases, { filter: fields.document('filter', {}) });
  if (fields.boolean('nameOnly')) return { databases: found };
  const totalSize = found.reduce((sum, { sizeOnDisk }) => sum + Number(sizeOnDisk), 0);
  return { databases: found, totalSize, totalSizeMb: Math.floor(totalSize / 2 ** 20) };
};
