/**
 * A push arrived. Its number comes first: one seen before is a duplicate, one that leaves others out shows a loss. What
 * is left is news of one document.
 */
import type { Envelope } from './envelope.ts';
import { onNews } from './on-document.ts';
import type { State } from './state.ts';
import { about, type Facts, RESYNC, type Verdict } from './verdict.ts';

export function onMessage(state: State, message: Envelope, at: number): Verdict[] {
  const { id, method, body, seq, v, crid } = message;
  const { sequence, session } = state;
  const facts: Facts = { v, seq };
  const say = about(id, facts);
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) return [say('unknown-method', { method })];

  const { low } = sequence;
  const noted = seq !== undefined && sequence.note(seq);
  if (noted === 'duplicate') return [say('ignored-duplicate', { against: { seq: low } })];
  const verdicts = noted === 'jump' ? [gap(state, seq)] : [];
  // A message of 2013 lacks these, and the decision is the weaker for it.
  if (seq === undefined || v === undefined) {
    facts.missing = ['seq', 'v'].filter((field) => facts[field] === undefined);
  }
  verdicts.push(
    id
      ? onNews(state, { source: 'message', id, method, body, v, seq, crid, at, tick: ++state.tick, session }, facts)
      : say('ignored-without-id', { method }),
  );
  return verdicts;
}

/** Messages are missing before `got`. */
export function gap({ sequence }: State, got?: number): Verdict {
  return about(undefined)('gap-detected', { got, missing: sequence.missing() }, RESYNC);
}
