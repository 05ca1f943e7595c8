import { summarise } from '../explanation/summary.ts';
import type { Trace } from '../trace/trace.ts';
import type { Evidence } from './finding.ts';

/** An event as evidence; nothing of one that the trace has forgotten. */
export function evidenceOf(trace: Trace, i: number | undefined, isCulprit = false): Evidence[] {
  if (i === undefined || !trace.has(i)) return [];
  const event = trace.event(i);
  const { title, detail } = summarise(event);
  const label = [title, detail].filter((part) => part !== '').join(' · ');
  return [{ event: i, at: event.at, label, ...(isCulprit && { isCulprit }) }];
}
