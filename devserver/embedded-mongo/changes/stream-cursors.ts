import { Long } from 'bson';
import { cursorNamed, newCursorId } from '../cursor-ids.ts';
import { MongoError } from '../errors.ts';
import type { Document } from '../values/document.ts';
import type { ChangeHistory } from './change-history.ts';
import type { ChangeStream } from './change-stream.ts';

/** How long a getMore waits for events when the client does not say, in ms: MongoDB's default. */
const AWAIT_MS = 1000;
const FIRST_BATCH_EVENTS = 101;

/** Cursors of change streams: tailable, and patient. */
export interface StreamCursors {
  /** Answers the `cursor` field of aggregate. */
  open(namespace: string, stream: ChangeStream, batchSize?: number): Document;
  has(id: string): boolean;
  /** Answers the `cursor` field of getMore as soon as there is an event, and without one after `maxTimeMS`. */
  more(id: string, namespace: string, batchSize?: number, maxTimeMS?: number): Promise<Document>;
  /** Forgets a cursor, and ends what waits for it with CursorKilled; false if there was none. */
  kill(id: string): boolean;
  killAll(): void;
}

/** The open change streams of one server. They live until they are killed or their collection is dropped. */
export function createStreamCursors(history: ChangeHistory): StreamCursors {
  const open = new Map<string, { namespace: string; stream: ChangeStream; killed: AbortController }>();

  function batch(id: string, namespace: string, stream: ChangeStream, field: string, events: Document[]): Document {
    if (stream.ended) open.delete(id);
    return {
      [field]: events,
      id: stream.ended ? Long.ZERO : Long.fromString(id),
      ns: namespace,
      postBatchResumeToken: stream.token,
    };
  }

  function kill(id: string): boolean {
    open.get(id)?.killed.abort();
    return open.delete(id);
  }

  return {
    open(namespace, stream, batchSize = FIRST_BATCH_EVENTS) {
      const id = newCursorId();
      open.set(id, { namespace, stream, killed: new AbortController() });
      return batch(id, namespace, stream, 'firstBatch', stream.take(batchSize));
    },
    has: (id) => open.has(id),
    async more(id, namespace, batchSize, maxTimeMS) {
      const cursor = cursorNamed(open, id, namespace);
      const { stream, killed } = cursor;
      const patience = AbortSignal.timeout(maxTimeMS ?? AWAIT_MS);
      const enough = AbortSignal.any([patience, killed.signal]);
      for (;;) {
        const events = stream.take(batchSize || Number.POSITIVE_INFINITY);
        if (events.length > 0 || stream.ended || patience.aborted) {
          return batch(id, namespace, stream, 'nextBatch', events);
        }
        await history.changed(enough);
        if (killed.signal.aborted) throw new MongoError('CursorKilled', `cursor id ${id} was killed`);
      }
    },
    kill,
    killAll() {
      for (const id of open.keys()) kill(id);
    },
  };
}
