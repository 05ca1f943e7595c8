/**
 * A push arrived. Its number comes first: one seen before is a duplicate, one that leaves others out tells of a loss. What
 * is left is news of one document.
 */
import type { Envelope } from './envelope.ts';
import { onNews } from './on-news.ts';
import type { State } from './state.ts';
import { type Facts, type Verdict, verdict } from './verdict.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

export function onMessage(state: State, message: Envelope, at: number): Verdict[] {
  const { id, method, body, seq, v, crid } = message;
  const { sequence } = state;
  if (!METHODS.includes(method)) return [verdict('unknown-method', id, { method })];

  const facts: Facts = { v, seq };
  const verdicts: Verdict[] = [];
  if (seq !== undefined) {
    const { low } = sequence;
    const noted = sequence.note(seq);
    if (noted === 'duplicate') return [verdict('ignored-duplicate', id, { ...facts, against: { seq: low } })];
    if (noted === 'jump') verdicts.push(gap(state, seq));
  }
  // A message of 2013 lacks these, and the decision is the weaker for it.
  if (seq === undefined || v === undefined) {
    facts.missing = Object.entries({ seq, v }).flatMap(([field, value]) => (value === undefined ? field : []));
  }
  if (id === undefined) verdicts.push(verdict('ignored-without-id', id, { method }));
  else
    verdicts.push(onNews(state, { source: 'message', id, method, body, v, seq, crid, at, tick: ++state.tick, facts }));
  return verdicts;
}

/** Messages are missing before `got`. */
export function gap({ sequence }: State, got?: number): Verdict {
  return verdict('gap-detected', undefined, { got, missing: sequence.missing() }, { type: 'resync' });
}
