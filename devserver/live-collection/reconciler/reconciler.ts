/**
 * The state machine that keeps a collection right although it learns of one change twice, in any order.
 *
 * Inputs in, verdicts out: no Backbone, no Faye, no clock, no I/O. Time is a field of the inputs. What the collection
 * holds is asked of a `View` at the moment, so the machine's own memory is bounded by what is in flight and by `Limits`,
 * never by the collection. Every rule is explained in the file that keeps it.
 */
import type { Input, Options, View } from './inputs.ts';
import { onMessage } from './on-message.ts';
import { onRequest, onResponse, onTick } from './on-request.ts';
import { onSnapshot } from './on-snapshot.ts';
import { createState, DEFAULT_LIMITS, type SavedState, saveState } from './state.ts';
import { about, type Verdict } from './verdict.ts';

export type { Envelope } from './envelope.ts';
export type { Input, Limits, Options, Request, Response, Row, Snapshot, View } from './inputs.ts';
export type { SavedState } from './state.ts';
export type { Decision, Effect, Facts, Verdict } from './verdict.ts';

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
