import type Backbone from 'backbone';
import { tell } from './backbone-internals.ts';
import type { Documents } from './documents.ts';
import { carryOut, type Requested } from './effects.ts';
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
  within<T>(work: () => T): T;
  /** The number of the input whose consequences are under way; 0 while the application itself is at work. */
  readonly current: number;
  readonly inFlight: number;
  readonly held: number;
  state(): SavedState;
  /** Begins anew from a saved state. */
  restore(saved: Partial<SavedState>): void;
}

export interface Telling {
  isObserved(): boolean;
  report(report: LiveReport): void;
}

/** @param resync is called when a verdict asks for a snapshot */
export function createInlet<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  documents: Documents<M>,
  requested: Requested<M>,
  options: Partial<Options>,
  telling: Telling,
  resync: () => void,
): Inlet {
  let machine = createReconciler(options);
  let number = 0;
  let current = 0;

  function carry(verdict: Verdict): void {
    const { decision, id, facts, effect } = verdict;
    if (effect?.type === 'resync') resync();
    const merged = effect && carryOut(collection, documents, requested, effect);
    const told = () => ({
      decision,
      input: current,
      facts: merged ? { ...facts, changed: Object.keys(merged.changed) } : facts,
      ...(id && { id }),
    });
    if (telling.isObserved()) telling.report({ kind: 'decision', ...told() });
    tell(collection, 'live:decision', told);
    if (decision === 'gap-detected') tell(collection, 'live:gap', () => facts);
    if (decision === 'resynced') tell(collection, 'live:resync', () => facts);
  }

  function within<T>(work: () => T): T {
    const outer = current;
    current = number;
    try {
      return work();
    } finally {
      current = outer;
    }
  }

  const inlet: Inlet = {
    begin(build) {
      number++;
      if (telling.isObserved()) telling.report(build(number));
    },
    step: (input) => machine.step(input, documents),
    perform(verdicts) {
      within(() => {
        for (const verdict of verdicts) carry(verdict);
      });
    },
    take: (input) => inlet.perform(inlet.step(input)),
    within,
    get current() {
      return current;
    },
    get inFlight() {
      return machine.inFlight;
    },
    get held() {
      return machine.held;
    },
    state: () => machine.state(),
    restore(saved) {
      machine = createReconciler(options, saved);
    },
  };
  return inlet;
}
