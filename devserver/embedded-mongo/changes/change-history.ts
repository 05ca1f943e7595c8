import { EventEmitter, once } from 'node:events';
import type { Timestamp } from 'bson';
import { MongoError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Document } from '../values/document.ts';
import type { ClusterClock } from './cluster-clock.ts';

/** How many changes are remembered for streams that resume: the oplog's size, in changes. */
const MOST_CHANGES = 10_000;

/** A change as streams tell it. It holds the store's own documents, which never change. */
export interface PastChange {
  readonly operationType: 'insert' | 'update' | 'replace' | 'delete' | 'drop';
  readonly namespace: string;
  readonly clusterTime: Timestamp;
  readonly wallTime: Date;
  readonly id?: unknown;
  readonly before?: Document | undefined;
  readonly after?: Document;
}

/** The last changes of a store, numbered from 1 in their order. */
export interface ChangeHistory {
  /** The number that the next change will have. */
  readonly end: number;
  /** The change of a number, `undefined` for those to come. Throws ChangeStreamHistoryLost for one that is forgotten. */
  at(position: number): PastChange | undefined;
  /** The number of the first change at that time or later. Throws ChangeStreamHistoryLost if it may be forgotten. */
  since(time: Timestamp): number;
  /** Resolves at the next change, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
}

/** Follows a store from now on. `most` is how many changes are remembered. */
export function recordChanges(store: Store, clock: ClusterClock, most = MOST_CHANGES): ChangeHistory {
  const changes: PastChange[] = [];
  const events = new EventEmitter().setMaxListeners(0);
  /** The number of the first change that is remembered. */
  let first = 1;
  let knownSince = clock.now();

  function forget(count: number): void {
    const last = changes.splice(0, count).at(-1);
    first += count;
    if (last) knownSince = last.clusterTime;
  }

  store.watch({
    changing({ change, operation, before }) {
      const { namespace, type } = change;
      if (type !== 'put' && type !== 'remove' && type !== 'dropCollection') return;
      const when = { namespace, clusterTime: clock.tick(), wallTime: new Date() };
      if (type === 'put') {
        const operationType = operation ?? (before ? 'replace' : 'insert');
        changes.push({ ...when, operationType, id: change.document._id, before, after: change.document });
      } else if (type === 'remove') {
        changes.push({ ...when, operationType: 'delete', id: change.id, before });
      } else {
        changes.push({ ...when, operationType: 'drop' });
      }
      if (changes.length > most) forget(changes.length - most);
      events.emit('change');
    },
    restored() {
      // What was told may have been taken back. Nobody can go on from there: the next one is skipped as well.
      forget(changes.length);
      first += 1;
      knownSince = clock.tick();
      events.emit('change');
    },
  });

  const lost = () =>
    new MongoError(
      'ChangeStreamHistoryLost',
      'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
      { errorLabels: ['NonResumableChangeStreamError'] },
    );

  return {
    get end() {
      return first + changes.length;
    },
    at(position) {
      if (position < first) throw lost();
      return changes[position - first];
    },
    since(time) {
      if (time.lessThan(knownSince)) throw lost();
      const index = changes.findIndex(({ clusterTime }) => clusterTime.greaterThanOrEqual(time));
      return first + (index === -1 ? changes.length : index);
    },
    async changed(signal) {
      await once(events, 'change', { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
  };
}
