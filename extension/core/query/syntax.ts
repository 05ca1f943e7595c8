import type { NameColumn, NumberColumn, PayloadRoot } from './fields.ts';

/**
 * What a query says once it is read.
 *
 *   query    = any
 *   any      = all { "OR" all }
 *   all      = one { ["AND"] one }
 *   one      = ( "NOT" | "-" ) one | "(" any ")" | term
 *   term     = [ field { "." key } ":" ] value        a field's value: see values.ts
 *   value    = word | '"' anything, \" for a quote '"'
 *
 * A word without a field is looked for in the text of the event, in any case.
 */
export type QueryNode =
  | { is: 'term'; term: Term }
  | { is: 'not'; node: QueryNode }
  | { is: 'all'; nodes: readonly QueryNode[] }
  | { is: 'any'; nodes: readonly QueryNode[] };

/** One question about one event. */
export type Term =
  | { is: 'text'; text: string }
  /** Of a name; `''`, which an event has that has none, is never asked about. */
  | { is: 'name'; column: NameColumn; accepts(name: string): boolean }
  | { is: 'number'; column: NumberColumn; range: NumberRange }
  /** Milliseconds since midnight, by the clock of this computer; `until` is not in it any more. */
  | { is: 'time'; from: number; until: number }
  | { is: 'payload'; root: PayloadRoot; path: readonly string[]; accepts(value: string): boolean }
  | { is: 'quality'; bit: number }
  | { is: 'last-load' }
  | { is: 'frame'; accepts(url: string): boolean };

/** Numbers from `min` to `max`, with or without these themselves. NaN is in no range. */
export interface NumberRange {
  min: number;
  max: number;
  withMin: boolean;
  withMax: boolean;
}

export interface Query {
  /** Nothing, where a query asks nothing. */
  root: QueryNode | undefined;
}

/** Why a query cannot be read, and where. */
export interface QueryError {
  /** The place, in characters from the beginning of the query. */
  from: number;
  to: number;
  /** One sentence: what is wrong. */
  message: string;
  /** What is allowed there, or was perhaps meant. */
  advice: string;
}
