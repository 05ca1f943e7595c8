import type { ModelChanges } from '../../core/collections/model-changes.ts';
import type { Frame } from '../../core/detail/call-stack.ts';
import type { Judgement } from '../../core/explanation/judgement.ts';
import type { VerdictSentence } from '../../core/explanation/verdicts.ts';
import type { Mark } from '../../core/marks/mark.ts';

/** The tabs of the details, in their order. */
export const DETAIL_TABS = ['decision', 'message', 'diff', 'state', 'stack'] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

/** All that the details say about one row. */
export interface DetailView {
  /** The event's index in the trace. */
  index: number;
  title: string;
  detail: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Those that have something to say. */
  tabs: readonly DetailTab[];
  verdicts: readonly VerdictSentence[];
  story: readonly StoryEvent[];
  /** The event through which the message came to be sent here. */
  subscription: number | undefined;
  /** Facts of the event in a word each: lane, channel, id … */
  properties: readonly { name: string; value: string }[];
  values: readonly CarriedValue[];
  copies: readonly Copy[];
  changes: ModelChanges;
  /** The collections that the event is about. */
  sources: readonly { load: string; source: string }[];
  callers: readonly CallSite[];
}

/** An event of the story that the row belongs to: what was asked, what came, what was decided. */
export interface StoryEvent {
  index: number;
  role: string;
  title: string;
  detail: string;
  /** What was decided, when it is a decision. */
  judgement: Judgement | undefined;
  /** Milliseconds after the story began. */
  after: number;
  /** Is it on the selected row? */
  isHere: boolean;
}

/** What an event carries: a message, a body, attributes. */
export interface CarriedValue {
  heading: string;
  value: unknown;
  /** As it went, where that is known. */
  raw?: string;
  /** What of the value does not stand there as it was, with paths that begin there. */
  marks: readonly Mark[];
  /** The event that has it, and where. */
  origin: { load: string; seq: number; path: string };
}

/** A way to take the event elsewhere. */
export interface Copy {
  /** `JSON`, `curl` … */
  as: string;
  /** What is copied, for users who cannot see where the button is. */
  label: string;
  text(): string;
}

/** A request or subscription, and where it was called from. */
export interface CallSite {
  index: number;
  title: string;
  /** Nothing when no stack was recorded with it. */
  frames: readonly Frame[] | undefined;
}
