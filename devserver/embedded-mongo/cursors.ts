import { Long } from 'bson';
import { cursorNamed, newCursorId } from './cursor-ids.ts';
import { sizeOf } from './values/codec.ts';
import type { Document } from './values/document.ts';

/** The documents of a first batch when the client does not say: MongoDB's default. */
const FIRST_BATCH_DOCUMENTS = 101;
/** The most that one batch may hold, in bytes: MongoDB's maxBsonObjectSize. One document always fits. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** How long a cursor lives without being asked, in ms: MongoDB's cursorTimeoutMillis. */
const IDLE_MS = 10 * 60 * 1000;

/** Results that did not fit the first batch, waiting for `getMore`. They are a snapshot: later writes do not show. */
export interface Cursors {
  /** Answers the `cursor` field of find and its like; `batchSize` 0 means none yet, `singleBatch` that no more is wanted. */
  open(
    namespace: string,
    documents: Document[],
    options?: { batchSize?: number | undefined; singleBatch?: boolean },
  ): Document;
  /** Answers the `cursor` field of getMore. Throws CursorNotFound, and Unauthorized when it is another collection's. */
  more(id: string, namespace: string, batchSize?: number): Document;
  /** Forgets a cursor; false if there was none. */
  kill(id: string): boolean;
}

interface Waiting {
  readonly namespace: string;
  readonly documents: Document[];
  next: number;
  usedAt: number;
}

/** The open cursors of one server. `now` in ms. */
export function createCursors(now: () => number = Date.now): Cursors {
  const open = new Map<string, Waiting>();

  function forgetIdle(): void {
    for (const [id, cursor] of open) if (now() - cursor.usedAt > IDLE_MS) open.delete(id);
  }

  function batch(cursor: Waiting, size: number): Document[] {
    const from = cursor.next;
    let bytes = 0;
    while (cursor.next < cursor.documents.length && cursor.next - from < size) {
      const document = cursor.documents[cursor.next];
      bytes += document ? sizeOf(document) : 0;
      if (bytes > MAX_BATCH_BYTES && cursor.next > from) break;
      cursor.next += 1;
    }
    cursor.usedAt = now();
    return cursor.documents.slice(from, cursor.next);
  }

  const exhausted = (cursor: Waiting): boolean => cursor.next >= cursor.documents.length;

  return {
    open(namespace, documents, { batchSize = FIRST_BATCH_DOCUMENTS, singleBatch = false } = {}) {
      forgetIdle();
      const cursor: Waiting = { namespace, documents, next: 0, usedAt: now() };
      const firstBatch = batch(cursor, batchSize);
      if (singleBatch || exhausted(cursor)) return { firstBatch, id: Long.ZERO, ns: namespace };
      const id = newCursorId();
      open.set(id, cursor);
      return { firstBatch, id: Long.fromString(id), ns: namespace };
    },
    more(id, namespace, batchSize) {
      forgetIdle();
      const cursor = cursorNamed(open, id, namespace);
      const nextBatch = batch(cursor, batchSize || Number.POSITIVE_INFINITY);
      if (!exhausted(cursor)) return { nextBatch, id: Long.fromString(id), ns: namespace };
      open.delete(id);
      return { nextBatch, id: Long.ZERO, ns: namespace };
    },
    kill: (id) => open.delete(id),
  };
}
