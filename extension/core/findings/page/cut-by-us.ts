import { counted } from '../../explanation/format.ts';
import { isIncomplete, marksOf } from '../../marks/mark.ts';
import { type Diagnosis, type DiagnosisContext, findingId, objectOf } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'cut-by-us';
const SOURCES = 1_000;

/** What a diagnosis would compare was longer than the panel's bound: of that nothing is said. */
export function createCutByUs(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  const counts = new Map<string, number>();
  return {
    layers: ['collection'],
    take({ i, event }) {
      if (event.layer !== 'collection' || !('marks' in event)) return;
      if (event.kind !== 'message' && event.kind !== 'response' && event.kind !== 'change') return;
      if (!marksOf(event).some((mark) => isIncomplete(mark) && !('was' in mark))) return;
      const id = findingId(KIND, event);
      const count = (counts.get(id) ?? 0) + 1;
      if (counts.size < SOURCES || count > 1) counts.set(id, count);
      if (count > 1 && count % 100 !== 0) return;
      report.raise({
        id,
        kind: KIND,
        severity: 'info',
        state: 'present',
        object: objectOf(event, context),
        title: 'Parts of this collection are not compared',
        since: event.at,
        observed: [`${counted(count, 'event')} ${count === 1 ? 'is' : 'are'} longer than the panel keeps`],
        why: ['Texts beyond the bound are shortened before they leave the page; what was not seen is not judged'],
        advice: ['Raise the bound in the settings, and load the page again.'],
        evidence: evidenceOf(trace, i, true),
      });
    },
    clear: () => counts.clear(),
  };
}
