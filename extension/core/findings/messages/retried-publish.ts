import { createRecent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'retried-publish';
const SENT = 2_000;

/** One client sent the same publish twice: the server may have taken both. */
export function createRetriedPublish(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  let sent = createRecent<string, number>(SENT);

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.kind !== 'sent' || !message || message.isMeta) return;
      const { clientId, id, channel } = message;
      if (clientId === undefined || id === undefined) return;
      const name = `${event.load} ${clientId} ${id} ${channel}`;
      const before = sent.get(name);
      if (before === undefined) {
        sent.set(name, i);
        return;
      }
      // Another message by the same number is no retry: some clients begin to count again.
      if (!isSame(before, message.data)) return;
      const object = { load: event.load, client: clientId, channel };
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'warning',
        state: 'unsure',
        object,
        title: `A publish to ${cutWord(channel)} was sent twice`,
        since: event.at,
        expected: ['a publish is sent once'],
        observed: [`message ${cutWord(id)} was sent again`],
        why: [
          'The client got no answer in time and tried again. Whether the server had taken the first cannot be seen',
        ],
        advice: [
          'Give publishes an id that the server knows again, or let the server answer faster than the client retries.',
        ],
        evidence: [...evidenceOf(trace, before), ...evidenceOf(trace, i, true)],
      });
    },
    clear() {
      sent = createRecent(SENT);
    },
  };

  function isSame(before: number, data: unknown): boolean {
    return trace.has(before) && JSON.stringify(trace.message(before)?.data) === JSON.stringify(data);
  }
}
