import { AsyncResource } from 'node:async_hooks';
import { VERSION_FIELD } from '../documents/document-version.ts';
import { idKey } from '../id-key.ts';
import { recentMap } from '../recent-map.ts';
import type { Raw } from './native-collection.ts';

/** What is looked at of https://www.mongodb.com/docs/manual/reference/change-events/ */
export interface ChangeEvent {
  /** The resume token. */
  _id: unknown;
  operationType: string;
  documentKey?: { _id: unknown };
  /** As it is when the event is read, which may be later than the write; null when it is gone by then. */
  fullDocument?: Raw | null;
  fullDocumentBeforeChange?: Raw | null;
  updateDescription?: { updatedFields?: Raw | null; removedFields?: string[] | null };
}

/** Runs something in the request that caused the change, where that was one of this process. */
type Run = <T>(work: () => T) => T;

export type Change =
  | { type: 'create'; after: Raw; run: Run }
  | { type: 'update'; after: Raw; before?: Raw; run: Run }
  | { type: 'remove'; before: Raw }
  /** A write that counted no version: `count` is the update that does it, if the version is still `version`. */
  | { type: 'uncounted'; id: unknown; version: unknown; count: Raw };

/** Documents whose last state is remembered: what they were before, for events that do not say. */
const MOST_KNOWN = 10_000;
const MOST_REQUESTS = 1_000;

/**
 * Reads change events into writes.
 *
 *   insert            created
 *   update            updated, if it set another version; else somebody wrote past us, and the version must be counted first
 *   update, known     nothing: the document was read for an earlier event, when this write was done already
 *   replace           the same, by the version that was known before
 *   delete            removed; the document from the pre-image or from memory, or only its id
 *   drop, rename, …   nothing: clients notice at their next list
 */
export function createChangeReader() {
  const known = recentMap<string, Raw>(MOST_KNOWN);
  const requests = recentMap<string, Run>(MOST_REQUESTS);
  const requestKey = (document: Raw) => `${idKey(document)} ${String(document[VERSION_FIELD])}`;

  return {
    /** A write of this process: its request is remembered, so that the message can carry the request's id. */
    noteRequest(after: Raw): void {
      const resource = new AsyncResource('livecollection-change');
      requests.set(requestKey(after), (work) => resource.runInAsyncScope(work));
    },

    read(event: ChangeEvent): Change | undefined {
      const { operationType, documentKey, fullDocument: after } = event;
      if (!documentKey) return undefined;
      const key = idKey(documentKey);
      const before = event.fullDocumentBeforeChange ?? known.get(key);
      if (operationType === 'delete') {
        known.delete(key);
        return { type: 'remove', before: before ?? { _id: documentKey._id } };
      }
      if (!after) return undefined; // deleted meanwhile: that event follows
      const run = requests.get(requestKey(after)) ?? ((work) => work());
      if (operationType === 'insert') {
        known.set(key, after);
        return { type: 'create', after, run };
      }
      if (operationType !== 'update' && operationType !== 'replace') return undefined;
      if (operationType === 'update' && isTold(event, after, known.get(key))) return undefined;
      if (!isCounted(event, after, before)) return uncounted(after, before);
      known.set(key, after);
      return before ? { type: 'update', after, before, run } : { type: 'update', after, run };
    },
  };
}

/**
 * Updates bring the document as it is when they are read. One that counted is told if its version was; one that did
 * not count is reported by the writer that has counted since, whose own event follows.
 */
function isTold({ updateDescription }: ChangeEvent, after: Raw, last: Raw | undefined): boolean {
  if (!last) return false;
  const counted = updateDescription?.updatedFields?.[VERSION_FIELD];
  if (typeof counted === 'number') return counted <= versionIn(last);
  return versionIn(after) > versionIn(last);
}

function isCounted({ operationType, updateDescription }: ChangeEvent, after: Raw, before: Raw | undefined): boolean {
  if (operationType === 'update') return Object.hasOwn(updateDescription?.updatedFields ?? {}, VERSION_FIELD);
  return versionIn(after) > versionIn(before);
}

function uncounted(after: Raw, before: Raw | undefined): Change {
  const next = Math.max(versionIn(after), versionIn(before)) + 1;
  return {
    type: 'uncounted',
    id: after._id,
    version: after[VERSION_FIELD],
    count: { $set: { [VERSION_FIELD]: next } },
  };
}

function versionIn(document: Raw | undefined): number {
  const version = document?.[VERSION_FIELD];
  return typeof version === 'number' ? version : 0;
}
