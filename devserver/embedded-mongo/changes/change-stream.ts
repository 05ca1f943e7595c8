import { sizeOf } from '../values/codec.ts';
import type { Document } from '../values/document.ts';
import type { ChangeHistory, PastChange } from './change-history.ts';
import type { ResumePoint, ResumeTokens } from './resume-token.ts';
import { updateDescription } from './update-description.ts';

/** The most that one batch may hold, in bytes: MongoDB's maxBsonObjectSize. One event always fits. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** What a `$changeStream` asks for. */
export interface ChangeStreamRequest {
  /** `db.collection`, or `db` alone for all of its collections. */
  readonly watched: { readonly db: string; readonly namespace?: string };
  readonly start: ResumePoint;
  /** Add the document as it is when the event is read to updates. */
  readonly updateLookup: boolean;
  /** Add `fullDocumentBeforeChange`; always null, because no collection keeps pre-images. */
  readonly beforeChange: boolean;
  /** The stages behind `$changeStream`. */
  readonly stages: (event: Document) => Document[];
}

/** A place in the history that moves on as events are taken. */
export interface ChangeStream {
  /** The next events, as many as there are, at most `most`. Throws ChangeStreamHistoryLost and what the stages throw. */
  take(most: number): Document[];
  /** The token to go on from after what was taken. */
  readonly token: Document;
  /** Its collection is gone: no event follows. */
  readonly ended: boolean;
}

/** https://www.mongodb.com/docs/manual/reference/change-events/ */
export function createChangeStream(
  { watched, start, updateLookup, beforeChange, stages }: ChangeStreamRequest,
  source: {
    history: ChangeHistory;
    tokens: ResumeTokens;
    /** A document as it is now. */
    lookUp(namespace: string, id: unknown): Document | undefined;
  },
): ChangeStream {
  const { history, tokens, lookUp } = source;
  let behind = start;
  let dropped: PastChange | undefined;
  let ended = false;

  const isWatched = ({ namespace }: PastChange): boolean =>
    watched.namespace === undefined ? namespace.startsWith(`${watched.db}.`) : namespace === watched.namespace;

  function event(change: PastChange, token: Document): Document {
    const { operationType, namespace, clusterTime, wallTime, id, before, after } = change;
    const dot = namespace.indexOf('.');
    const ns = { db: namespace.slice(0, dot), coll: namespace.slice(dot + 1) };
    const common = { _id: token, operationType, clusterTime, wallTime, ns };
    if (operationType === 'drop') return common;
    return {
      ...common,
      documentKey: { _id: id },
      ...((operationType === 'insert' || operationType === 'replace') && { fullDocument: after }),
      ...(operationType === 'update' && {
        ...(updateLookup && { fullDocument: lookUp(namespace, id) ?? null }),
        updateDescription: updateDescription(before ?? {}, after ?? {}),
      }),
      ...(beforeChange && operationType !== 'insert' && { fullDocumentBeforeChange: null }),
    };
  }

  /** The next event before the stages, if there is one. */
  function next(): Document | undefined {
    // A dropped collection is told twice: as a drop, and as the end of the stream that watched it.
    if (dropped) {
      behind = { ...behind, invalidated: true };
      ended = true;
      const { clusterTime, wallTime } = dropped;
      return { _id: tokens.write(behind), operationType: 'invalidate', clusterTime, wallTime };
    }
    const change = history.at(behind.position + 1);
    if (!change) return undefined;
    behind = { position: behind.position + 1, invalidated: false };
    if (change.operationType === 'drop' && change.namespace === watched.namespace) dropped = change;
    return isWatched(change) ? event(change, tokens.write(behind)) : {};
  }

  return {
    take(most) {
      const events: Document[] = [];
      let bytes = 0;
      while (!ended && events.length < most && bytes < MAX_BATCH_BYTES) {
        const found = next();
        if (!found) break;
        for (const document of found.operationType === undefined ? [] : stages(found)) {
          bytes += sizeOf(document);
          events.push(document);
        }
      }
      return events;
    },
    get token() {
      return tokens.write(behind);
    },
    get ended() {
      return ended;
    },
  };
}
