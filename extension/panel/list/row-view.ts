import type { Judgement } from '../../core/explanation/judgement.ts';
import type { RowLane } from '../../core/explanation/summary.ts';
import type { IconName } from '../controls/icon.tsx';

/** A decision as it is drawn. */
export interface DecisionView extends Judgement {
  /** The sentence that explains it. */
  reason: string;
}

/** One row as it is drawn. */
export interface RowView {
  /** The event's index in the trace. */
  index: number;
  /** Milliseconds since the epoch. */
  at: number;
  lane: RowLane;
  icon: IconName;
  channel: string;
  method: string;
  id: string;
  title: string;
  detail: string;
  /** What was decided about it: what is wrong first, else in order. */
  decisions: readonly DecisionView[];
  /** The sentence of the decision that the row is summed up by; '' without one. */
  reason: string;
  /** A row that is no event among others but a mark between them. */
  band?: 'load' | 'gap' | undefined;
}
