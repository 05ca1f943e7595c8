import { createRecent } from '../../bounded-map.ts';
import { type Diagnosis, type DiagnosisContext, findingId, objectOf } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'echo-by-time';
const SOURCES = 256;

/** A collection waited with one message while an own create was in flight, and added another at once: it goes by time. */
export function createEchoByTime(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  let outcomes = createRecent<string, { waited?: number; added?: number }>(SOURCES);
  return {
    layers: ['collection'],
    take({ i, decided }) {
      if (decided?.event.inferred !== true) return;
      const { expected, did } = decided.facts;
      if (expected !== 'held' || (did !== 'held' && did !== 'inserted')) return;
      const { load, source } = decided.event;
      const name = `${load} ${source}`;
      const seen = outcomes.get(name) ?? {};
      if (did === 'held') seen.waited = i;
      else seen.added = i;
      outcomes.set(name, seen);
      const id = findingId(KIND, { load, source });
      if (seen.waited === undefined || seen.added === undefined || report.get(id)) return;
      report.raise({
        id,
        kind: KIND,
        severity: 'info',
        state: 'present',
        object: objectOf(decided.event, context),
        title: 'An echo is told by when it comes',
        since: decided.event.at,
        observed: ['one message waited for the response of an own create, and another was added at once'],
        why: ['The collection decides by what is there at that moment, not by what the message says'],
        advice: ['Compare the message with the requests in flight, best by a request id that the server sends back.'],
        evidence: [...evidenceOf(trace, seen.waited), ...evidenceOf(trace, seen.added, true)].sort(
          (one, other) => one.event - other.event,
        ),
      });
    },
    clear() {
      outcomes = createRecent(SOURCES);
    },
  };
}
