import { readEnvelope } from '../../bayeux/bayeux.ts';
import { createRecent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import { shortSeq } from '../../explanation/short-names.ts';
import { type Diagnosis, type DiagnosisContext, evidenceOf, findingId, objectOf } from '../diagnosis.ts';

const KIND = 'callback-fan-out';
const HEARD = 2_000;
const RECEIVED = 2_000;

/**
 * A collection heard one message more often than it came: a listener that is registered twice, or patterns that overlap.
 * Only numbered messages are told apart, and only where their coming was seen.
 */
export function createCallbackFanOut(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  /** Load, channel and number → how often it came. */
  let received = createRecent<string, number>(RECEIVED);
  /** The same and source → the events that the collection heard it by. */
  let heard = createRecent<string, number[]>(HEARD);

  return {
    take({ i, event, message }) {
      if (event.kind === 'received') {
        const seq = message?.envelope?.seq;
        if (seq === undefined || !message) return;
        const name = `${event.load} ${message.channel} ${seq}`;
        received.set(name, (received.get(name) ?? 0) + 1);
        return;
      }
      if (event.layer !== 'collection' || event.kind !== 'message') return;
      const seq = readEnvelope(event.message)?.seq;
      if (seq === undefined) return;
      const came = received.get(`${event.load} ${event.channel} ${seq}`);
      if (came === undefined) return;
      const name = `${event.load} ${event.source} ${event.channel} ${seq}`;
      const times = [...(heard.get(name) ?? []), i];
      heard.set(name, times.slice(-10));
      if (times.length <= came) return;
      const object = objectOf(event, context);
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'warning',
        state: 'present',
        object,
        title: 'A collection hears each message more than once',
        since: event.at,
        expected: ['one callback for each message'],
        observed: [`seq ${shortSeq(String(seq))} came once and was heard ${times.length} times`],
        why: [
          `The collection is registered more than once on ${cutWord(event.channel)}, or by a pattern as well as by the channel`,
        ],
        advice: ['Subscribe once, and cancel the subscription before the collection subscribes again.'],
        evidence: times.flatMap((each) => evidenceOf(trace, each, each === i)),
      });
    },
    clear() {
      received = createRecent(RECEIVED);
      heard = createRecent(HEARD);
    },
  };
}
