import type Backbone from 'backbone';
import { tell } from './backbone-internals.ts';
import type { Documents } from './documents.ts';
import { carryOut } from './effects.ts';
import type { OwnRequest } from './own-requests.ts';
import { createReconciler, type Input, type Options, type SavedState, type Verdict } from './reconciler.ts';
import type { LiveReport } from './registry.ts';

/**
 * The one way into a collection's machine: an input is numbered, told to observers, given to the reconciler; its verdicts
 * are carried out on the collection and told.
 */
export interface Inlet {
  /** Numbers an input and tells of it. `build` is not called while nobody looks. */
  begin(build: (input: number) => LiveReport): void;
  /** The machine's answer to an input, not carried out yet. */
  step(input: Input): Verdict[];
  perform(verdicts: Verdict[]): void;
  /** `step` and `perform`. */
  take(input: Input): void;
  /** What the collection does inside `work` is the consequence of the current input. */
  within(work: () => void): void;
  /** The number of the input whose consequences are under way; 0 while the application itself is at work. */
  current(): number;
  inFlight(): number;
  held(): number;
  state(): SavedState;
  /** Begins anew from a saved state. */
  restore(saved: Partial<SavedState>): void;
}

/**
 * @param report tells observers, and builds nothing while there are none
 * @param resync is called when a verdict asks for a snapshot
 */
export function createInlet<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  documents: Documents<M>,
  requests: ReadonlyMap<string, OwnRequest<M>>,
  options: Partial<Options>,
  report: (build: () => LiveReport) => void,
  resync: () => void,
): Inlet {
  let machine = createReconciler(options);
  let number = 0;
  let current = 0;

  const step = (input: Input) => machine.step(input, documents);

  function within(work: () => void): void {
    const outer = current;
    current = number;
    try {
      work();
    } finally {
      current = outer;
    }
  }

  function perform(verdicts: Verdict[]): void {
    within(() => {
      for (const verdict of verdicts) {
        const { decision, id, facts, effect } = verdict;
        if (effect?.type === 'resync') resync();
        const merged = carryOut(collection, documents, requests, verdict);
        const told = () => ({
          decision,
          input: current,
          facts: merged ? { ...facts, changed: Object.keys(merged.changed) } : facts,
          ...(id && { id }),
        });
        report(() => ({ kind: 'decision', ...told() }));
        tell(collection, 'live:decision', told);
        if (decision === 'gap-detected') tell(collection, 'live:gap', () => facts);
        if (decision === 'resynced') tell(collection, 'live:resync', () => facts);
      }
    });
  }

  return {
    begin(build) {
      number++;
      report(() => build(number));
    },
    step,
    perform,
    take: (input) => perform(step(input)),
    within,
    current: () => current,
    inFlight: () => machine.inFlight,
    held: () => machine.held,
    state: () => machine.state(),
    restore(saved) {
      machine = createReconciler(options, saved);
    },
  };
}
