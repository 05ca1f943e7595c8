import { judgementOf, withdrawn } from '../../core/explanation/judgement.ts';
import { summarise } from '../../core/explanation/summary.ts';
import type { VerdictSentence } from '../../core/explanation/verdicts.ts';
import type { Session } from '../../core/session.ts';
import type { StoryEvent } from './detail-view.ts';

/**
 * The story that a row belongs to, in the order it went: request, message, decisions, response. What a verdict names as a
 * reason is part of it.
 */
export function readStory(
  { trace, ledger }: Session,
  index: number,
  verdicts: readonly Pick<VerdictSentence, 'sentence'>[],
): StoryEvent[] {
  const { request, response, message, decisions } = ledger.related(index);
  const roles = new Map<number, string>();
  const tell = (role: string, at: number | undefined) => {
    if (at !== undefined && trace.has(at) && !roles.has(at)) roles.set(at, role);
  };
  tell('request', request);
  tell('response', response);
  tell('message', message);
  for (const decision of [...decisions, ...ledger.decisionsOf(index)]) tell('decision', decision);
  for (const { sentence } of verdicts)
    for (const { event } of sentence) {
      if (event === undefined || trace.kind(event) !== 'request') continue;
      tell('request', event);
      tell('response', ledger.related(event).response);
    }
  tell(roleOf(trace.kind(index)), index);

  const story = [...roles].sort(([one], [other]) => trace.at(one) - trace.at(other) || one - other);
  const begin = trace.at(story[0]?.[0] ?? index);
  return story.map(([at, role]) => {
    const event = trace.event(at);
    const { title, detail } = summarise(event);
    const judged = judgementOf(event);
    const judgement = judged && ledger.withdrawnBy(at) !== undefined ? withdrawn(judged) : judged;
    return { index: at, role, title, detail, judgement, after: event.at - begin, isHere: ledger.rowOf(at) === index };
  });
}

const roleOf = (kind: string) => (kind === 'received' ? 'message' : kind);
