import { MongoError } from '../errors.ts';
import { keyOf } from '../values/codec.ts';
import { snapshotCollections } from './snapshot-collections.ts';
import { type Change, createStore, type Mutation, type Store } from './store.ts';

/** Which transaction has written which document, of all that are open. */
export type WrittenBy = Map<string, Transaction>;

/** One open transaction: a snapshot of the store, and what was changed in it. */
export interface Transaction {
  /** What its commands work on. Writes throw WriteConflict for a document that somebody else has written. */
  readonly store: Store;
  /** Makes its changes those of the real store, all or none. Throws WriteConflict; the transaction is over either way. */
  commit(): void;
  /** Forgets its changes. Harmless once it is over. */
  abort(): void;
}

/** The error that drivers answer by running the transaction again. */
const conflict = (): MongoError =>
  new MongoError('WriteConflict', 'Caused by :: Write conflict during plan execution and yielding is disabled.', {
    errorLabels: ['TransientTransactionError'],
  });

/**
 * Begins a transaction over a store (snapshot isolation, the first to write wins).
 * A write outside of any transaction does not wait for one that has written the same document, as MongoDB has it:
 * the transaction's commit then fails with the conflict.
 */
export function beginTransaction(base: Store, writtenBy: WrittenBy): Transaction {
  const snapshot = snapshotCollections(base);
  const store = createStore(() => {}, snapshot);
  const log: Mutation[] = [];
  /** What others have changed since the beginning: documents, and collections that they dropped. */
  const foreign = new Set<string>();
  const own = new Set<string>();

  const unwatchBase = base.watch({
    changing({ change }) {
      snapshot.keep(change.namespace);
      foreign.add(keyOfChange(change));
    },
    restored: () => transaction.abort(),
  });
  store.watch({
    changing(mutation) {
      const { change } = mutation;
      const key = keyOfChange(change);
      if (foreign.has(key) || (writtenBy.get(key) ?? transaction) !== transaction) throw conflict();
      snapshot.keep(change.namespace);
      if (change.type === 'put' || change.type === 'remove') {
        own.add(key);
        writtenBy.set(key, transaction);
      }
      log.push(mutation);
    },
    restored() {},
  });

  function end(): void {
    unwatchBase();
    for (const key of own) if (writtenBy.get(key) === transaction) writtenBy.delete(key);
  }

  const transaction: Transaction = {
    store,
    commit() {
      end();
      const isForeign = (key: string) => foreign.has(key);
      if ([...own].some(isForeign) || log.some(({ change }) => isForeign(`drop ${change.namespace}`))) throw conflict();
      const mutations = log.filter(
        ({ change }) => change.type !== 'createCollection' || !base.collection(change.namespace),
      );
      if (foreign.size > 0) rehearse(base, mutations);
      base.commit(mutations);
    },
    abort: end,
  };
  return transaction;
}

function keyOfChange(change: Change): string {
  if (change.type === 'put') return `${change.namespace} ${keyOf(change.document._id)}`;
  if (change.type === 'remove') return `${change.namespace} ${keyOf(change.id)}`;
  return change.type === 'dropCollection' ? `drop ${change.namespace}` : `${change.type} ${change.namespace}`;
}

/** Makes the changes on a copy of the store as it is now: others may have taken a value of a unique index meanwhile. */
function rehearse(base: Store, mutations: readonly Mutation[]): void {
  const snapshot = snapshotCollections(base);
  const store = createStore(() => {}, snapshot);
  try {
    for (const { change, before } of mutations) {
      snapshot.keep(change.namespace);
      if (change.type === 'put') store.collection(change.namespace)?.check(change.document, before);
      store.commit([{ change }]);
    }
  } catch (error) {
    throw error instanceof MongoError && error.codeName === 'DuplicateKey' ? conflict() : error;
  }
}
