import type { Finding } from '../../../extension/core/findings/finding.ts';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

/** A collection that does not report, empty, of which every change is seen. */
export const FOREIGN = `
  load http://localhost:3000/
  added todos /api/todos foreign=true changesSeen=true size=0 models=[]`;

/** A session that takes a story, and its continuations, as a page tells them. */
export function findingsOf(story: string) {
  const session = createSession({ maxBytes: 10_000_000, reader: 'panel' });
  let told = story;
  const take = () => session.receive(batchOf(eventsOf(told)));
  take();
  return {
    session,
    more(lines: string) {
      told += `\n${lines}`;
      take();
    },
    list: () => session.findings.list(),
    /** `error present duplicate-model 7`, the worst first. */
    lines: () => session.findings.list().map(inWords),
  };
}

export const inWords = ({ severity, state, kind, object }: Finding): string =>
  [severity, state, kind, object.document].filter((part) => part !== undefined).join(' ');

export const textOf = (parts: Finding['why'] | undefined): string =>
  (parts ?? []).map((part) => (typeof part === 'string' ? part : part.text)).join('');
