import type { Connection } from 'mongoose';
import type { Log, Logged } from './log.ts';

/** The commands that write, and where each keeps what it writes. */
const WRITES: Record<string, string | undefined> = {
  insert: 'documents',
  update: 'updates',
  delete: 'deletes',
  findAndModify: undefined,
};

/** An id in the log is text; more of them than this an entry does not name. */
const MOST_IDS = 100;

/**
 * Logs every write that the driver sends: those of Mongoose's hooks, and those that no hook sees. The connection must be
 * opened with `monitorCommands: true`.
 */
export function watchWrites(connection: Connection, log: Log): void {
  const started = new Map<number, Logged & { kind: 'write' }>();
  const client = connection.getClient();
  client.on('commandStarted', ({ requestId, commandName, command }) => {
    if (commandName in WRITES) started.set(requestId, writeOf(commandName, command));
  });
  client.on('commandSucceeded', ({ requestId, reply }) => {
    const write = started.get(requestId);
    started.delete(requestId);
    if (write) log.add({ ...write, count: countIn(reply) });
  });
  client.on('commandFailed', ({ requestId }) => started.delete(requestId));
}

function writeOf(name: string, command: unknown): Logged & { kind: 'write' } {
  const fields = (command ?? {}) as Record<string, unknown>;
  const key = WRITES[name];
  const items = key === undefined ? [fields] : [fields[key]].flat();
  const ids = items.slice(0, MOST_IDS).flatMap(idsIn);
  return { kind: 'write', command: name, collection: String(fields[name]), ids, count: 0 };
}

/** The ids that a document, or the filter of an update or a delete, names. */
function idsIn(item: unknown): string[] {
  if (typeof item !== 'object' || item === null) return [];
  const { _id, q, query, $and } = item as Record<string, unknown>;
  if (q !== undefined || query !== undefined) return idsIn(q ?? query);
  if (Array.isArray($and)) return [...new Set($and.flatMap(idsIn))];
  if (_id === undefined || _id === null) return [];
  if (typeof _id === 'object' && '$in' in _id && Array.isArray(_id.$in)) return _id.$in.slice(0, MOST_IDS).map(String);
  return [String(_id)];
}

function countIn(reply: unknown): number {
  if (typeof reply !== 'object' || reply === null) return 0;
  if ('n' in reply) return Number(reply.n);
  return 'value' in reply && reply.value !== null ? 1 : 0;
}
