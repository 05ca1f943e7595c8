import type { Ledger } from '../ledger/ledger.ts';
import type { LiveEventOf } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import type { DocumentState } from './document-state.ts';
import type { Lane, LaneKind } from './lane.ts';
import type { Tone } from './tone.ts';

/** What a tone is read from: an event that is a decision. */
export type DecisionEvent = LiveEventOf<'collection', 'decision'>;

/** An event that is being put on its lane, and what there is to put it there with. */
export interface Moment {
  /** Its index in the trace. */
  readonly i: number;
  readonly at: number;
  readonly document: DocumentState;
  readonly trace: Trace;
  readonly ledger: Ledger;
  /** The lane of this event's frame, made when it is new. */
  lane(kind: LaneKind, key: string, name?: string): Lane;
  /** @param i the decision's index in the trace: a later one may have disproved it */
  toneOf(decision: DecisionEvent, i: number): Tone;
}

/** Where an event is seen: the event whose mark or bar it is on, itself mostly. */
export interface Placed {
  lane: Lane;
  index: number;
  tone: Tone;
}

/** Marks the event on `lane`. */
export function marked(moment: Moment, lane: Lane, tone: Tone): Placed {
  lane.mark(moment.at, moment.i, tone);
  return { lane, index: moment.i, tone };
}
