import { MAX_DOCUMENT_BYTES } from '../values/codec.ts';
import { MAX_MESSAGE_BYTES } from '../wire.ts';
import type { Handler } from './handler.ts';
import { MAX_WRITE_BATCH } from './write-batch.ts';

/** The MongoDB whose commands and answers are spoken here; wire version 21 is 7.0's. */
const VERSION = [7, 0, 0, 0];
const WIRE_VERSION = 21;

/**
 * https://www.mongodb.com/docs/manual/reference/command/hello/ of a standalone server, or of the primary of a replica set.
 * There is no `topologyVersion` either, so drivers ask again at intervals instead of waiting for an answer to change.
 */
export const hello: Handler = ({ name }, { connectionId, replicaSet }) => ({
  helloOk: true,
  [name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: MAX_WRITE_BATCH,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
  ...replicaSet?.hello(),
});

/** https://www.mongodb.com/docs/manual/reference/command/buildInfo/ */
export const buildInfo: Handler = () => ({
  version: VERSION.slice(0, 3).join('.'),
  versionArray: VERSION,
  gitVersion: 'embedded',
  modules: [],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  storageEngines: ['embedded'],
});

/** https://www.mongodb.com/docs/manual/reference/command/ping/ */
export const ping: Handler = () => ({});

/** https://www.mongodb.com/docs/manual/reference/command/endSessions/ : ends their transactions, too */
export const endSessions: Handler = ({ body }, { replicaSet }) => {
  const ids: unknown = body.endSessions;
  for (const id of Array.isArray(ids) ? ids : []) replicaSet?.sessions.end(id);
  return {};
};
