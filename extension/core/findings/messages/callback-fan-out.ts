import { readEnvelope } from '../../bayeux/bayeux.ts';
import { createRecent, createRecentlyUsed, type Recent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import { shortSeq } from '../../explanation/short-names.ts';
import { getOrMake } from '../../ledger/pending-links.ts';
import { type Diagnosis, type DiagnosisContext, findingId, objectOf } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'callback-fan-out';
const LOADS = 64;
/** Channels and collections of a document, and numbers of a channel. */
const NAMES = 1_000;
const NUMBERS = 512;

/**
 * A collection heard one message more often than it came: a listener that is registered twice, or patterns that overlap.
 * Only numbered messages are told apart, and only where their coming was seen.
 */
export function createCallbackFanOut(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  /** Load → channel → number → how often it came. */
  let received = createRecentlyUsed<string, Recent<string, Recent<number, number>>>(LOADS);
  /** Load → source → the number that it heard last, and by which events: callbacks run one after another. */
  let heard = createRecentlyUsed<string, Recent<string, { seq: number; channel: string; events: number[] }>>(LOADS);

  const numbersOf = (load: string, channel: string) =>
    getOrMake(
      getOrMake(received, load, () => createRecent<string, Recent<number, number>>(NAMES)),
      channel,
      () => createRecent<number, number>(NUMBERS),
    );

  return {
    layers: ['wire', 'faye', 'collection'],
    take({ i, event, message }) {
      if (event.kind === 'received') {
        const seq = message?.envelope?.seq;
        if (seq === undefined || !message) return;
        const numbers = numbersOf(event.load, message.channel);
        numbers.set(seq, (numbers.get(seq) ?? 0) + 1);
        return;
      }
      if (event.layer !== 'collection' || event.kind !== 'message') return;
      const seq = readEnvelope(event.message)?.seq;
      if (seq === undefined) return;
      const sources = getOrMake(heard, event.load, () => createRecent(NAMES));
      const last = sources.get(event.source);
      if (last?.seq !== seq || last.channel !== event.channel) {
        sources.set(event.source, { seq, channel: event.channel, events: [i] });
        return;
      }
      last.events = [...last.events, i].slice(-10);
      const times = last.events;
      const came = numbersOf(event.load, event.channel).get(seq);
      if (came === undefined || times.length <= came) return;
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
      received = createRecentlyUsed(LOADS);
      heard = createRecentlyUsed(LOADS);
    },
  };
}
