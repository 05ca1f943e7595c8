import { createRecent } from '../../bounded-map.ts';
import { counted, cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'unseen';
const LOADS = 64;

/** What this page may hide: workers, and what it has put in the place of the browser's own ways to send. */
export function createUnseen(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  let loads = createRecent<string, { workers: number; replaced: Set<string>; events: number[] }>(LOADS);
  return {
    layers: ['page'],
    take({ i, event }) {
      if (event.layer !== 'page' || (event.kind !== 'worker' && event.kind !== 'replaced')) return;
      const { load } = event;
      const seen = loads.get(load) ?? { workers: 0, replaced: new Set<string>(), events: [] };
      if (event.kind === 'worker') seen.workers += 1;
      else if (event.leads) seen.replaced.delete(event.name);
      else if (seen.replaced.size < 16) seen.replaced.add(cutWord(event.name));
      seen.events = [...seen.events, i].slice(-10);
      loads.set(load, seen);
      const object = { load };
      const parts = [
        ...(seen.workers > 0 ? [counted(seen.workers, 'worker')] : []),
        ...[...seen.replaced].map((name) => `${name} of the page’s own`),
      ];
      if (parts.length === 0) {
        report.settle(findingId(KIND, object), i);
        return;
      }
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'info',
        state: 'present',
        object,
        title: 'Part of this page is not seen',
        since: event.at,
        observed: [`the page has ${parts.join(' and ')}`],
        why: ['What goes over these does not pass where the panel looks, so nothing is said of it'],
        advice: ['Let the client of the page itself do what is to be seen, or hand it to the panel by name.'],
        evidence: seen.events.flatMap((each) => evidenceOf(trace, each, each === i)),
      });
    },
    clear() {
      loads = createRecent(LOADS);
    },
  };
}
