/**
 * What the reconciler answers: a verdict is a decision with its facts, and the effect that carries it out, if any.
 */

/** The names are the contract; facts in brackets. */
export type Decision =
  /** A foreign document appeared; no own create was in flight. */
  | 'inserted'
  /** The same, by a PUT or PATCH for an id nobody here knew. */
  | 'upserted-unknown'
  /** It may be the echo of an own create: wait. [waiting, ages] */
  | 'held'
  | 'held-update'
  /** It was. [token, via, heldMs] */
  | 'matched-own-create'
  /** The own create got an error, yet its document was saved. [token, status, via] */
  | 'matched-own-create-despite-error'
  /** It was not: every create it waited for settled with another id. [waited, ms] */
  | 'inserted-after-hold'
  /** [vBefore, v, changed] */
  | 'merged'
  /** [seq, v, against] */
  | 'ignored-duplicate'
  | 'ignored-stale'
  /** A response older than what an event gave meanwhile. [token, v, against] */
  | 'ignored-stale-response'
  /** [v, seq] */
  | 'removed'
  | 'tombstoned'
  /** [v, seq, tombstone] */
  | 'ignored-tombstoned'
  | 'removed-by-tombstone'
  /** [tokens] */
  | 'ignored-pending-delete'
  /** [token, status] */
  | 'restored-after-failed-delete'
  | 'reverted-failed-update'
  /** One document in two models: the second is taken into the first. [cid, twin] */
  | 'absorbed-twin'
  /** [got, missing] */
  | 'gap-detected'
  /** [seq, rows, removed, kept] */
  | 'resynced'
  | 'removed-by-snapshot'
  | 'kept-over-snapshot'
  /** The collection's `accepts` says no. [left: it was in the collection] */
  | 'filtered-out'
  /** A request's callback never came. [token, method, ageMs] */
  | 'released-by-timeout'
  | 'dropped-after-dispose'
  /** [method] */
  | 'unknown-method'
  /** Nothing in the message says which document it is about. [method] */
  | 'ignored-without-id';

export type Effect =
  /** Add a model for this body. */
  | { type: 'insert'; id: string; body: unknown }
  /**
   * Set this body on the model that holds the id, or, when none does, on the one of this own request. What the body
   * `before` had and this one lacks is gone.
   */
  | { type: 'merge'; id: string; body: unknown; before?: unknown; token?: string }
  | { type: 'remove'; id: string }
  /** The model of this own create is this document: give it the body, and a place in the collection if it has none. */
  | { type: 'bind'; token: string; cid: string | undefined; id: string; body: unknown; before?: unknown }
  /** Put the model that a failed delete took away back, with this body. */
  | { type: 'restore'; token: string; cid: string | undefined; id: string; body: unknown; before?: unknown }
  /** Before the model `cid` takes the id: take the model `twin`, which has it, out. */
  | { type: 'absorb'; id: string; cid: string | undefined; twin: string }
  /** The response is old news: whoever awaits it is to see this body instead, and the model is to lose what it lacks. */
  | { type: 'answer'; id: string; body: unknown; before: unknown }
  /** A snapshot's rows, reconciled: these bodies are to be set, in this order. */
  | { type: 'rows'; rows: unknown[] }
  /** The snapshot is useless: the collection stays as it is. */
  | { type: 'keep' }
  /** Fetch a snapshot. */
  | { type: 'resync' };

export type Facts = Record<string, unknown>;

export interface Verdict {
  decision: Decision;
  id: string | undefined;
  facts: Facts;
  effect: Effect | undefined;
}

export function verdict(decision: Decision, id: string | undefined, facts: Facts, effect?: Effect): Verdict {
  return { decision, id, facts, effect };
}
