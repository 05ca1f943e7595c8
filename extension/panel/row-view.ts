import type { Lane } from '../core/summary.ts';
import type { IconName } from './icon.tsx';

/** A decision as it is drawn. */
export interface DecisionView {
  decision: string;
  /** The sentence that explains it. */
  reason: string;
  /** What a foreign collection should have decided, where it did something else. */
  expected: string | undefined;
}

/** One row as it is drawn. */
export interface RowView {
  /** The event's index in the trace. */
  index: number;
  /** Milliseconds since the epoch. */
  at: number;
  lane: Lane;
  icon: IconName;
  channel: string;
  method: string;
  id: string;
  title: string;
  detail: string;
  /** What was decided about it, in order. */
  decisions: readonly DecisionView[];
  /** A row that is no event among others but a mark between them. */
  band?: 'load' | 'gap' | undefined;
}
