import {
  createReconciler,
  type Input,
  type Verdict,
  type View,
} from '../../../devserver/live-collection/reconciler/reconciler.ts';

/** A reconciler that is told what a foreign collection is told, and decides beside it. */
export interface Reconciling {
  step(input: Input, view: View): Verdict[];
  /** The numbers that are missing between a list and the messages that came before it; none where nothing is. */
  missingAfterList(): number[];
}

/** With more in flight than this nothing is inferred: a page may say anything. */
export const MAX_IN_FLIGHT = 1_000;
const MAX_MISSING = 100;

/** @param released takes the token of a request that nobody waits for any longer */
export function createReconciling(released: (token: string, at: number) => void): Reconciling {
  let machine = createReconciler();
  /** Has a list said where the channel stood? */
  let hasBaseline = false;

  return {
    step(input, view) {
      if (machine.inFlight > 0 && input.type !== 'tick')
        for (const { decision, facts } of machine.step({ type: 'tick', at: input.at }, view))
          if (decision === 'released-by-timeout' && typeof facts.token === 'string') released(facts.token, input.at);
      if (machine.inFlight > MAX_IN_FLIGHT || machine.held > MAX_IN_FLIGHT) machine = createReconciler();
      return machine.step(input, view);
    },
    missingAfterList() {
      if (hasBaseline) return [];
      const { low, ahead } = machine.state().sequence;
      if (low === null) return [];
      hasBaseline = true;
      const highest = Math.max(...ahead);
      const missing: number[] = [];
      for (let seq = low + 1; seq < highest && missing.length < MAX_MISSING; seq += 1)
        if (!ahead.includes(seq)) missing.push(seq);
      return missing;
    },
  };
}
