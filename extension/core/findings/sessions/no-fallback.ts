import { createRecent } from '../../bounded-map.ts';
import { counted, cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'no-fallback';
const LOADS = 64;

interface Sockets {
  /** Urls over which something came once. */
  worked: Set<string>;
  urlOf: Map<string, string>;
  failures: number[];
}

const MAX_NAMES = 1_000;

/** Websockets worked once and fail ever since, and the client tries nothing else. */
export function createNoFallback(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  let loads = createRecent<string, Sockets>(LOADS);

  function socketsOf(load: string): Sockets {
    const known = loads.get(load);
    if (known) return known;
    const made: Sockets = { worked: new Set(), urlOf: new Map(), failures: [] };
    loads.set(load, made);
    return made;
  }

  function over(load: string, i: number): void {
    const sockets = socketsOf(load);
    if (sockets.failures.length === 0) return;
    sockets.failures = [];
    report.settle(findingId(KIND, { load }), i);
  }

  return {
    layers: ['wire'],
    take({ i, event, message }) {
      if (event.layer !== 'wire') return;
      const { load } = event;
      if (event.transport !== 'websocket') {
        if (message && event.kind === 'sent') over(load, i);
        return;
      }
      const sockets = socketsOf(load);
      const { urlOf, worked } = sockets;
      if (event.kind === 'opened') {
        if (urlOf.size < MAX_NAMES) urlOf.set(event.connection, event.url);
      } else if (event.kind === 'received') {
        const url = urlOf.get(event.connection) ?? '';
        if (!worked.has(url) && worked.size < MAX_NAMES) worked.add(url);
        urlOf.set(event.connection, url);
        over(load, i);
      } else if (event.kind === 'failed' || event.kind === 'closed') {
        const url = urlOf.get(event.connection) ?? '';
        urlOf.delete(event.connection);
        if (!worked.has(url)) return;
        sockets.failures.push(i);
        const failed = sockets.failures;
        // The first one ended a connection that worked.
        if (failed.length <= thresholds.socketFailures) return;
        const [first = i] = failed;
        sockets.failures = [first, ...failed.slice(-thresholds.socketFailures)];
        const object = { load };
        report.raise({
          id: findingId(KIND, object),
          kind: KIND,
          severity: 'warning',
          state: 'present',
          object,
          title: 'Websockets fail, nothing else is tried',
          since: trace.at(first),
          expected: ['the client tries another transport'],
          observed: [`${counted(thresholds.socketFailures, 'websocket')} to ${cutWord(url)} failed in a row`],
          why: [
            'A websocket worked before, so the client believes that it will again; a proxy or a firewall may say otherwise',
          ],
          advice: [
            'Let the client fall back to long-polling after some failures, also where a websocket has worked once.',
          ],
          evidence: sockets.failures.flatMap((each, n) => evidenceOf(trace, each, n === 0)),
        });
      }
    },
    clear() {
      loads = createRecent(LOADS);
    },
  };
}
