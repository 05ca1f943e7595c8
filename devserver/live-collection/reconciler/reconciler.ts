/**
 * The state machine that keeps a collection right although it learns of one change twice, in any order.
 *
 * Inputs in, verdicts out: no Backbone, no Faye, no clock, no I/O. Time is a field of the inputs. What the collection
 * holds is asked of a `View` at the moment, so the machine's own memory is bounded by what is in flight and by `Limits`,
 * never by the collection. Every rule is explained in the file that keeps it.
 */
import type { Envelope } from './envelope.ts';
import { onMessage } from './on-message.ts';
import { onRequest, onResponse, onTick, type Request, type Response } from './on-request.ts';
import { onSnapshot, type Snapshot } from './on-snapshot.ts';
import { createState, DEFAULT_LIMITS, type Limits, type SavedState, saveState } from './state.ts';
import { about, type Verdict } from './verdict.ts';

export type { Envelope } from './envelope.ts';
export type { Request, Response } from './on-request.ts';
export type { Row, Snapshot } from './on-snapshot.ts';
export type { Limits, SavedState } from './state.ts';
export type { Decision, Effect, Facts, Verdict } from './verdict.ts';

export type Input =
  | { type: 'message'; at: number; message: Envelope }
  | Request
  | Response
  | Snapshot
  /** A session of the channel begins, also the first: the server may have restarted since it was asked, and count from the start. */
  | { type: 'reconnected'; at: number }
  /** Time passes. */
  | { type: 'tick'; at: number }
  | { type: 'dispose'; at: number };

/** What the machine may ask of the collection. */
export interface View {
  /** The cid of the model that holds this id. */
  cid(id: string): string | undefined;
  /** The version that this model says it has: for documents that the application got from elsewhere. */
  version(id: string): number | undefined;
  /** The id that this model has by now. */
  becameId?(cid: string): string | undefined;
  /** An object with the keys that the server last sent for a document, where more than the machine remembers is known. */
  told?(id: string): object | undefined;
  /** The ids in the collection; read only for snapshots. */
  ids(): Iterable<string>;
}

export interface Options {
  limits: Limits;
  /** After how many ms without an answer a request is believed lost. */
  releaseAfter: number;
  /** Does this document belong into the collection? */
  accepts(body: unknown): boolean;
}

export interface Reconciler {
  /** Takes one input. The effects are to be carried out before the next. */
  step(input: Input, view: View): Verdict[];
  /** Requests in flight, and events held. */
  readonly inFlight: number;
  readonly held: number;
  /** All of its state, as JSON. */
  state(): SavedState;
}

export const DEFAULT_OPTIONS: Options = { limits: DEFAULT_LIMITS, releaseAfter: 60_000, accepts: () => true };

export function createReconciler(options: Partial<Options> = {}, saved?: Partial<SavedState>): Reconciler {
  const settings = { ...DEFAULT_OPTIONS, ...options };
  let state = createState(settings, saved);
  let isDisposed = false;

  function take(input: Input): Verdict[] {
    switch (input.type) {
      case 'message':
        return onMessage(state, input.message, input.at);
      case 'response':
        return onResponse(state, input);
      case 'snapshot':
        return onSnapshot(state, input);
      case 'tick':
        return onTick(state, input.at);
      case 'request':
        onRequest(state, input);
        break;
      case 'reconnected':
        state.session++;
        state.sequence.forget();
        break;
      case 'dispose':
        state = createState(settings);
        isDisposed = true;
    }
    return [];
  }

  return {
    step(input, view) {
      if (isDisposed) {
        return input.type === 'message' ? [about(input.message.id)('dropped-after-dispose')] : [];
      }
      state.view = view;
      const verdicts = take(input);
      for (const { facts } of verdicts) if (facts.asks) state.doubt = state.tick;
      return verdicts;
    },
    get inFlight() {
      return state.flights.size;
    },
    get held() {
      return state.held.size;
    },
    state: () => saveState(state),
  };
}
