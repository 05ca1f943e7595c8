import { judge } from '../../core/explanation/judgement.ts';
import { createLanes, type Lanes } from '../../core/lanes/lanes.ts';
import type { Decided } from '../../core/lanes/placement.ts';
import type { Tone } from '../../core/lanes/tone.ts';
import type { Session } from '../../core/session.ts';

const made = new WeakMap<Session, Lanes>();

/** The lanes of a session: made when they are first looked at, kept while the session is. */
export function lanesOf(session: Session): Lanes {
  const known = made.get(session);
  if (known) return known;
  const toneOf = ({ decision, facts }: Decided): Tone => judge(decision, facts).family;
  const lanes = createLanes(session.trace, session.ledger, toneOf);
  made.set(session, lanes);
  return lanes;
}
