import { createRecent } from '../../bounded-map.ts';
import { counted, spanOf } from '../../explanation/format.ts';
import { clientOf } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'handshake-storm';
const CLIENTS = 256;

/** A client's handshakes fail one after another, without a pause between them. */
export function createHandshakeStorm(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  /** Load and place → the failed handshakes of the last seconds. */
  let failures = createRecent<string, { i: number; at: number }[]>(CLIENTS);
  /** Connections whose last message out was a handshake. */
  let asked = createRecent<string, number>(CLIENTS);

  function fail(load: string, client: string, i: number, at: number): void {
    const name = `${load} ${client}`;
    const recent = [...(failures.get(name) ?? []), { i, at }].filter(
      (each) => at - each.at <= thresholds.handshakeSpan,
    );
    failures.set(name, recent.slice(-thresholds.handshakes));
    const [first] = recent;
    if (!first || recent.length < thresholds.handshakes) return;
    const object = { load, client };
    report.raise({
      id: findingId(KIND, object),
      kind: KIND,
      severity: 'warning',
      state: 'present',
      object,
      title: 'Handshakes fail one after another',
      since: first.at,
      expected: ['a pause that grows between attempts'],
      observed: [`${counted(recent.length, 'handshake')} failed within ${spanOf(at - first.at) ?? ''}`],
      why: ['The client begins again at once when a handshake fails, so that many clients together keep a server down'],
      advice: [
        'Look at the error of the first one; let the server send advice.interval, or the client wait longer each time.',
      ],
      evidence: recent.flatMap((each, n) => evidenceOf(trace, each.i, n === 0)),
    });
  }

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.layer !== 'wire' && event.layer !== 'faye') return;
      if (message?.channel === '/meta/handshake') {
        const client = clientOf(event, context.subscriptions)?.name ?? '';
        const connection = 'connection' in event ? `${event.load} ${event.connection}` : '';
        if (event.kind === 'sent') asked.set(connection, i);
        else if (event.kind === 'received') {
          asked.delete(connection);
          if (message.successful === false) fail(event.load, placeOf(context, event) ?? client, i, event.at);
          else if (message.successful) {
            const place = placeOf(context, event) ?? client;
            failures.delete(`${event.load} ${place}`);
            report.settle(findingId(KIND, { load: event.load, client: place }), i);
          }
        }
        return;
      }
      if (event.layer !== 'wire' || (event.kind !== 'failed' && event.kind !== 'closed')) return;
      const connection = `${event.load} ${event.connection}`;
      if (asked.get(connection) === undefined) return;
      asked.delete(connection);
      fail(event.load, placeOf(context, event) ?? event.connection, i, event.at);
    },
    clear() {
      failures = createRecent(CLIENTS);
      asked = createRecent(CLIENTS);
    },
  };
}

/** A polling client has a connection for each exchange: the line that they belong to is one. */
function placeOf({ connections }: DiagnosisContext, event: object): string | undefined {
  if (!('connection' in event) || !('load' in event)) return undefined;
  const line = connections.of(String(event.load), String(event.connection));
  return line?.url || line?.id;
}
