import type { Change } from '../store/store.ts';
import { keyOf } from '../values/codec.ts';

/** How much of a journal still matters. */
export interface LiveBytes {
  /** Bytes of the records that a journal with nothing superseded would have. */
  readonly total: number;
  /** Takes note of a record of so many bytes. */
  note(change: Change, bytes: number): void;
}

/** Counts the bytes of the records that no later record supersedes; an empty journal at first. */
export function countLiveBytes(): LiveBytes {
  const collections = new Map<string, Map<string, number>>();
  let total = 0;

  /** By what a record is superseded: the collection itself, an index's name, a document's `_id`. */
  function slot(change: Change): string {
    switch (change.type) {
      case 'createIndex':
        return `index ${change.index.name}`;
      case 'dropIndex':
        return `index ${change.name}`;
      case 'put':
        return keyOf(change.document._id);
      case 'remove':
        return keyOf(change.id);
      default:
        return 'collection';
    }
  }

  return {
    get total() {
      return total;
    },
    note(change, bytes) {
      const records = collections.get(change.namespace) ?? new Map<string, number>();
      if (change.type === 'dropCollection') {
        for (const size of records.values()) total -= size;
        collections.delete(change.namespace);
        return;
      }
      collections.set(change.namespace, records);
      const key = slot(change);
      total -= records.get(key) ?? 0;
      if (change.type === 'remove' || change.type === 'dropIndex') {
        records.delete(key);
        return;
      }
      records.set(key, bytes);
      total += bytes;
    },
  };
}
