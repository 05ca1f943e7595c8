import { judge, withdrawn } from '../../core/explanation/judgement.ts';
import { createLanes, type Lanes } from '../../core/lanes/lanes.ts';
import type { DecisionEvent } from '../../core/lanes/placement.ts';
import type { Tone } from '../../core/lanes/tone.ts';
import type { Session } from '../../core/session.ts';

const made = new WeakMap<Session, Lanes>();

/** The lanes of a session: made when they are first looked at, kept while the session is. */
export function lanesOf(session: Session): Lanes {
  const known = made.get(session);
  if (known) return known;
  const { trace, ledger } = session;
  const toneOf = ({ decision, facts }: DecisionEvent, i: number): Tone => {
    const judgement = judge(decision, facts);
    return (ledger.withdrawnBy(i) === undefined ? judgement : withdrawn(judgement)).family;
  };
  const lanes = createLanes(trace, ledger, toneOf);
  made.set(session, lanes);
  return lanes;
}
