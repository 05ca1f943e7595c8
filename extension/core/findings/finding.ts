import type { Sentence } from '../explanation/sentence.ts';

/** `error`: the user's data is wrong now. `warning`: it may be. `info`: worth knowing, nothing is wrong. */
export type Severity = 'error' | 'warning' | 'info';

/**
 *   present   still so
 *   resolved  it was so, and later events ended it
 *   unsure    it may be so: what would settle it was not seen
 */
export type FindingState = 'present' | 'resolved' | 'unsure';

/** What a finding is about, by the names that the rest of the core has for it. */
export interface FindingObject {
  /** The page load that it belongs to. */
  readonly load: string;
  /** The collection's source. */
  readonly source?: string | undefined;
  /** The collection's name, as a user reads it. */
  readonly collection?: string | undefined;
  readonly channel?: string | undefined;
  readonly client?: string | undefined;
  /** The document's id. */
  readonly document?: string | undefined;
  /** The cids of the models that are meant. */
  readonly cids?: readonly string[] | undefined;
}

/** An event that shows it, in the order in which they came. */
export interface Evidence {
  /** Its index in the trace. */
  readonly event: number;
  /** When it came, in milliseconds since the epoch: the event itself may be forgotten. */
  readonly at: number;
  /** What it was, in a few words: `PUT of 7`, `response 201 to #3`. */
  readonly label: string;
  /** The event by which it went wrong. */
  readonly isCulprit?: boolean;
}

/** Something that the tool noticed by itself. It states what was seen; what was not seen, it calls unseen. */
export interface Finding {
  /** The same for the same kind and object, also after a reload of the same recording. */
  readonly id: string;
  /** The diagnosis: the name of its file, `duplicate-model`. */
  readonly kind: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly object: FindingObject;
  /** What is wrong, in at most eight words. */
  readonly title: string;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  /** When it was resolved. */
  readonly until?: number | undefined;
  /** What should have happened, and what was seen to happen; nothing where there is no such pair. */
  readonly expected?: Sentence | undefined;
  readonly observed?: Sentence | undefined;
  readonly why: Sentence;
  /** What to do. */
  readonly advice: Sentence;
  readonly evidence: readonly Evidence[];
}

/** How many there are; resolved ones count as such, whatever their severity. */
export interface FindingCounts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly unsure: number;
  readonly resolved: number;
}

/** What was found so far in a trace. */
export interface Findings {
  /** The worst first: present errors, warnings, what is unsure, infos, what is resolved; the newest first among equals. */
  list(): readonly Finding[];
  counts(): FindingCounts;
  /** Rises with every change of the list. */
  readonly version: number;
  /** What an event is evidence of, the worst first. */
  of(event: number): readonly Finding[];
}
