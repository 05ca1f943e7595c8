/**
 * What the reconciler answers: a verdict is a decision with its facts, and the effect that carries it out, if any.
 */

/**
 * The names are the contract; facts in brackets. Any of them may have `asks: true`: what came contradicts what is known, or
 * can be of any time, so that the server is asked.
 */
export type Decision =
  /** A foreign document appeared; no own create was in flight. */
  | 'inserted'
  /** The same, by a PUT or PATCH for an id nobody here knew. [part: it is not the whole document, which is asked for] */
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
  /** One request made two documents, and its model is one: this is the other. [token, beside: the id of the one] */
  | 'inserted-beside'
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
  /** [token, status, body: what is put back; undefined where the server must be asked] */
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
  /** Nothing in the message, or in the answer to a create, says which document it is about. [method] */
  | 'ignored-without-id';

/** A body of a list, and its id where it has one. */
export interface ListedRow {
  id: string | undefined;
  body: unknown;
}

/** What is to be done about the document that the verdict names. */
export type Effect =
  /**
   * It is to be in the collection: the model of own request `token`, else the one that holds the id, else a new one takes
   * the body and a place. A message with the same body `before` has set it already.
   */
  | {
      type: 'put';
      body: unknown;
      before?: unknown;
      token?: string;
      cid?: string | undefined;
      /** What the caller gets in place of the response that is judged. */
      answer?: unknown;
    }
  /**
   * Set this body on the model that holds the id, or, when none does, on the one of own request `token`. What the body
   * `before` had and this one lacks is gone. `isEarly`: before Backbone takes the answer that is judged, and the
   * caller that awaits that is to see this body instead. `isSet`: Backbone sets the body, as a row or an answer; what is gone is all that
   * is left to do, before it does.
   */
  | { type: 'merge'; body: unknown; before?: unknown; token?: string; isEarly?: true; isSet?: true; answer?: unknown }
  /** `isEarly`: before Backbone takes the answer, which gives the id to another model. */
  | { type: 'remove'; isEarly?: true; answer?: unknown }
  /**
   * A snapshot's rows, reconciled: these bodies are to be set, in this order, and the models of these ids stay as they are.
   * Without such an effect, all do.
   */
  | { type: 'rows'; rows: ListedRow[]; kept: string[] }
  /** Fetch a snapshot. What the document has by `before` is taken away unless the server has it. */
  | { type: 'resync'; before?: unknown };

export const REMOVE = { type: 'remove' } as const satisfies Effect;
export const RESYNC = { type: 'resync' } as const satisfies Effect;
/** The fact of a verdict that needs a snapshot beside its own effect. */
export const ASKS = { asks: true };

/** What justifies a decision, by the names that stand in brackets at each `Decision`. Plain JSON. */
export type Facts = Record<string, unknown>;

export interface Verdict {
  decision: Decision;
  id: string | undefined;
  facts: Facts;
  effect: Effect | undefined;
}

export type Say = (decision: Decision, more?: Facts, effect?: Effect) => Verdict;

/** Says the verdict on one document. The facts become the verdict's own: copying them would cost as much as deciding. */
export const about =
  (id: string | undefined, facts: Facts = {}): Say =>
  (decision, more, effect) => ({ decision, id, facts: Object.assign(facts, more), effect });
