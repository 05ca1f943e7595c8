import { createRecent } from '../../bounded-map.ts';
import { spanOf } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'slow-push';
const REQUESTS = 2_000;

/** The message about an own request came long after its response, or long before it. Known by the request's id only. */
export function createSlowPush(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  /** Load and request id → the response or the message, whichever came first; nothing before that. */
  let first = createRecent<string, { i: number; is: 'response' | 'message' } | 'asked'>(REQUESTS);
  /** Load, source and token of an own request → its id. */
  let ids = createRecent<string, string>(REQUESTS);

  function meet(load: string, crid: string, channel: string, i: number, is: 'response' | 'message'): void {
    const name = `${load} ${crid}`;
    const other = first.get(name);
    // Somebody else's.
    if (other === undefined) return;
    if (other === 'asked') first.set(name, { i, is });
    if (other === 'asked' || other.is === is) return;
    first.delete(name);
    if (!trace.has(other.i)) return;
    const late = trace.at(i) - trace.at(other.i);
    if (late <= thresholds.slowPush) return;
    const object = { load, channel };
    const isPush = is === 'message';
    report.raise({
      id: findingId(KIND, object),
      kind: KIND,
      severity: 'info',
      state: 'present',
      object,
      title: isPush ? 'Messages come long after responses' : 'Responses come long after messages',
      since: trace.at(other.i),
      observed: [`the ${is} came ${spanOf(late) ?? ''} after the ${other.is}`],
      why: isPush
        ? ['What the user sees in other windows is late by as much']
        : ['A collection that waits for the response holds the message back for as long'],
      advice: isPush
        ? ['Look at the server’s queue, and at whether a poll was open when the message was published.']
        : ['Look at what the server still does after it has published, before it answers.'],
      evidence: [...evidenceOf(trace, other.i), ...evidenceOf(trace, i, true)],
    });
  }

  return {
    layers: ['wire', 'faye', 'collection'],
    take({ i, event, message }) {
      if (event.kind === 'received') {
        const crid = message?.envelope?.crid;
        if (message && crid !== undefined) meet(event.load, crid, message.channel, i, 'message');
      } else if (event.layer === 'collection' && event.kind === 'request' && event.crid !== undefined) {
        first.set(`${event.load} ${event.crid}`, 'asked');
        ids.set(`${event.load} ${event.source} ${event.token}`, event.crid);
      } else if (event.layer === 'collection' && event.kind === 'response') {
        const crid = ids.get(`${event.load} ${event.source} ${event.token}`);
        const { channel = '' } = context.collections.of(event.load, event.source) ?? {};
        if (crid !== undefined) meet(event.load, crid, channel, i, 'response');
      }
    },
    clear() {
      first = createRecent(REQUESTS);
      ids = createRecent(REQUESTS);
    },
  };
}
