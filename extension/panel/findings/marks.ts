import type { Finding, Findings } from '../../core/findings/finding.ts';

/** What a row, a card or a model is marked with: something that is wrong now, or may be. */
const isMark = ({ severity, state }: Finding) => severity !== 'info' && state !== 'resolved';

/** What an event is evidence of, the worst; nothing of what is over. */
export const markOfEvent = (findings: Findings, event: number): Finding | undefined => findings.of(event).find(isMark);

/** What is wrong with a collection, the worst first. */
export const marksOfCollection = (findings: Findings, load: string, source: string): Finding[] =>
  findings
    .list()
    .filter((finding) => isMark(finding) && finding.object.load === load && finding.object.source === source);

/** Models that share their id with another: cid → what is said of them. */
export function marksOfModels(findings: Findings, load: string, source: string): Map<string, Finding> {
  const marks = new Map<string, Finding>();
  for (const finding of marksOfCollection(findings, load, source))
    for (const cid of finding.object.cids ?? []) if (!marks.has(cid)) marks.set(cid, finding);
  return marks;
}
