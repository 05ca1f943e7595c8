import type { Lane } from '../core/summary.ts';
import type { IconName } from './icon.tsx';

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
  /** What was decided about it, in order, each with the sentence that explains it. */
  decisions: readonly { decision: string; reason: string }[];
  /** A row that is no event among others but a mark between them. */
  band?: 'load' | 'gap' | undefined;
}
