import { fieldsOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { keyOf } from '../values/codec.ts';
import { type Document, isDocument } from '../values/document.ts';
import type { Store } from './store.ts';
import { beginTransaction, type Transaction, type WrittenBy } from './transaction.ts';

/** How long a transaction may be open, in ms: MongoDB's transactionLifetimeLimitSeconds. */
const LIFETIME_MS = 60_000;
/** How long a session is remembered without being used, in ms: MongoDB's logicalSessionTimeoutMinutes. */
const IDLE_MS = 30 * 60_000;

/** What a session remembers: the last number that it used, and what became of it. */
export interface Session {
  readonly number: number;
  usedAt: number;
  state: 'retryable' | 'open' | 'committed' | 'aborted';
  transaction?: Transaction;
  /** The answer to the retryable write of that number: a repetition gets it again. */
  answer?: Document;
  timer?: NodeJS.Timeout;
}

/** The logical sessions of one server, as far as their numbers go. */
export interface Sessions {
  /**
   * The session of a command with `lsid` and `txnNumber`; a new number begins a new transaction or retryable write.
   * Throws TransactionTooOld for a number that was followed by another, NoSuchTransaction where none is begun.
   */
  of(body: Document): Session;
  /** Ends a session's transaction without a commit. */
  abort(session: Session): void;
  commit(session: Session): void;
  /** Forgets a session; `lsid` as clients send it. */
  end(lsid: unknown): void;
}

/** The error of a command whose transaction is not there (any more). */
export const noSuchTransaction = (number: number, state: string): MongoError =>
  new MongoError('NoSuchTransaction', `Transaction with { txnNumber: ${number} } ${state}.`, {
    errorLabels: ['TransientTransactionError'],
  });

/** Sessions over a store. `lifetime` is how long a transaction may be open, in ms. */
export function createSessions(store: Store, lifetime = LIFETIME_MS): Sessions {
  const sessions = new Map<string, Session>();
  const writtenBy: WrittenBy = new Map();

  function leave(session: Session, state: 'committed' | 'aborted'): void {
    session.state = state;
    clearTimeout(session.timer);
    delete session.transaction;
  }

  function abort(session: Session): void {
    if (session.state !== 'open') return;
    session.transaction?.abort();
    leave(session, 'aborted');
  }

  function begin(number: number, state: 'open' | 'retryable'): Session {
    const session: Session = { number, state, usedAt: Date.now() };
    if (state === 'retryable') return session;
    session.transaction = beginTransaction(store, writtenBy);
    session.timer = setTimeout(() => abort(session), lifetime).unref();
    return session;
  }

  function end(key: string): void {
    const session = sessions.get(key);
    if (session) abort(session);
    sessions.delete(key);
  }

  store.watch({
    changing() {},
    // What was answered may have been taken back, so that it must not be answered again.
    restored() {
      for (const key of [...sessions.keys()]) end(key);
    },
  });

  return {
    of(body) {
      const now = Date.now();
      for (const [key, { usedAt }] of sessions) if (now - usedAt > IDLE_MS) end(key);
      const key = keyOfSession(body.lsid);
      const number = fieldsOf('command', body).count('txnNumber') ?? 0;
      const known = sessions.get(key);
      if (known && number < known.number) {
        throw new MongoError(
          'TransactionTooOld',
          `Cannot start transaction with { txnNumber: ${number} } because a newer transaction with txnNumber ${known.number} has already started.`,
        );
      }
      if (known?.number === number && body.startTransaction !== true) {
        known.usedAt = now;
        return known;
      }
      if (body.autocommit === false && body.startTransaction !== true)
        throw noSuchTransaction(number, 'is not in progress');
      if (known) abort(known);
      const session = begin(number, body.startTransaction === true ? 'open' : 'retryable');
      sessions.set(key, session);
      return session;
    },
    abort,
    commit(session) {
      const { transaction } = session;
      leave(session, 'aborted');
      transaction?.commit();
      session.state = 'committed';
    },
    end: (lsid) => end(keyOfSession(lsid)),
  };
}

function keyOfSession(lsid: unknown): string {
  if (!isDocument(lsid)) {
    throw new MongoError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  }
  return keyOf(lsid.id);
}
