import type Backbone from 'backbone';
import { hears, tell } from './backbone-internals.ts';
import { viewOf } from './documents.ts';
import { carryOut, takeAway } from './effects.ts';
import type { LiveParts } from './live-parts.ts';
import {
  createReconciler,
  type Input,
  type Options,
  type Reconciler,
  type SavedState,
  type Verdict,
} from './reconciler/reconciler.ts';
import type { LiveReport, Watching } from './registry.ts';

/** What an observer is told, but for the number of the input. */
type Unnumbered<Report> = Report extends { input: number } ? Omit<Report, 'input'> : never;

/**
 * The one way into a collection's machine: an input is numbered and given to the reconciler; its verdicts are carried out
 * on the collection and told.
 */
export interface Inlet {
  /** Numbers an input, and tells observers of it. */
  begin(report: () => Unnumbered<LiveReport>): void;
  /** The machine's answer to an input, not carried out yet. */
  step(input: Input): Verdict[];
  /** @param isEarly only what is to be done before Backbone takes the answer; otherwise all but that */
  perform(verdicts: Verdict[], isEarly?: true): void;
  /** `step` and `perform`. */
  take(input: Input): void;
  /** What the collection does inside `work` is the consequence of the current input. */
  within(work: () => void): void;
  /** The number of the input whose consequences are under way; 0 while the application itself is at work. */
  current(): number;
  machine(): Reconciler;
  /** Starts over from a saved state. */
  restore(saved: Partial<SavedState>): void;
}

export function createInlet<M extends Backbone.Model>(
  parts: LiveParts<M>,
  options: Partial<Options>,
  watching: Watching,
): Inlet {
  const { collection, resync } = parts;
  const view = viewOf(parts);
  let machine = createReconciler(options);
  let number = 0;
  let current = 0;

  function begin(report: () => Unnumbered<LiveReport>): void {
    number++;
    watching()?.({ input: number, ...report() } as LiveReport);
  }

  const step = (input: Input) => machine.step(input, view);

  function within(work: () => void): void {
    const outer = current;
    current = number;
    try {
      work();
    } finally {
      current = outer;
    }
  }

  function report({ decision, id, facts }: Verdict, changed: string[] | undefined): void {
    const watched = watching();
    if (watched || hears(collection, 'live:decision')) {
      const decided = {
        decision,
        input: current,
        facts: changed ? { ...facts, changed } : facts,
        ...(id && { id }),
      };
      watched?.({ kind: 'decision', ...decided });
      tell(collection, 'live:decision', decided);
    }
    if (decision === 'gap-detected') tell(collection, 'live:gap', facts);
    if (decision === 'resynced') tell(collection, 'live:resync', facts);
  }

  function perform(verdicts: Verdict[], isEarly?: true): void {
    within(() => {
      for (const verdict of verdicts) {
        const { effect } = verdict as {
          effect?: { type: string; isEarly?: true; isSet?: true; body?: unknown; before?: unknown };
        };
        if (isEarly && effect?.isSet) takeAway(parts, verdict.id, effect.before, effect.body);
        if (effect?.isEarly !== isEarly) continue;
        if (effect?.type === 'resync' || verdict.facts.asks) resync();
        report(verdict, carryOut(parts, verdict));
      }
    });
  }

  return {
    begin,
    step,
    perform,
    take: (input) => perform(step(input)),
    within,
    current: () => current,
    machine: () => machine,
    restore(saved) {
      machine = createReconciler(options, saved);
    },
  };
}
