import { createRecent, type Recent } from '../../bounded-map.ts';
import { counted, cutWord } from '../../explanation/format.ts';
import { shortId, shortSeq } from '../../explanation/short-names.ts';
import type { BayeuxClient } from '../../subscriptions/bayeux-clients.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const LATE = 'out-of-order';
const TWICE = 'server-duplicate';
const CLIENTS = 256;
const CHANNELS = 1_000;
/** Numbers of one channel that are remembered as heard. */
const HEARD = 512;

interface Channel {
  highest: number;
  /** The event that brought the highest. */
  at: number;
  heard: Recent<number, number>;
  /** Newest first; nothing while all came in order. */
  late: number;
  twice: number;
}

/**
 * What one client receives on one channel that numbers its messages.
 *
 *   out-of-order       a number comes after a higher one
 *   server-duplicate   a number comes twice
 */
export function createMessageOrder(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  let clients = createRecent<BayeuxClient, Map<string, Channel>>(CLIENTS);

  function channelOf(client: BayeuxClient, name: string): Channel | undefined {
    let channels = clients.get(client);
    if (!channels) {
      channels = new Map();
      clients.set(client, channels);
    }
    const known = channels.get(name);
    if (known || channels.size >= CHANNELS) return known;
    const made = { highest: -Infinity, at: 0, heard: createRecent<number, number>(HEARD), late: 0, twice: 0 };
    channels.set(name, made);
    return made;
  }

  const isSame = (before: number, i: number) =>
    trace.modelId(before) === trace.modelId(i) && trace.method(before) === trace.method(i);

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message, client }) {
      if (event.kind !== 'received' || message?.envelope?.seq === undefined) return;
      const channel = client && channelOf(client, message.channel);
      if (!client || !channel) return;
      const { seq, id } = message.envelope;
      const before = channel.heard.get(seq);
      const { highest, at } = channel;
      if (before === undefined) channel.heard.set(seq, i);
      if (seq > highest) {
        channel.highest = seq;
        channel.at = i;
        return;
      }
      const object = { load: event.load, client: client.name, channel: message.channel };
      const shown = shortSeq(String(seq));
      // One number for two documents is no message that came twice: the count began again, or two servers count.
      if (before !== undefined && !isSame(before, i)) return;
      if (before !== undefined) {
        channel.twice += 1;
        report.raise({
          id: findingId(TWICE, object),
          kind: TWICE,
          severity: 'info',
          state: 'present',
          object,
          title: `${cutWord(message.channel)} brings messages twice`,
          since: event.at,
          observed: [
            `seq ${shown} came again${channel.twice > 1 ? `; so did ${counted(channel.twice - 1, 'other message')}` : ''}`,
          ],
          why: ['The server, or something before it, sent the same message to the same client more than once'],
          advice: [
            'Recognise messages by their number; LiveCollection does. A collection that does not may count or add twice.',
          ],
          evidence: [...evidenceOf(trace, before), ...evidenceOf(trace, i, true)],
        });
        return;
      }
      // What is older than all that is remembered may have come.
      if (seq <= highest - HEARD) return;
      channel.late += 1;
      report.raise({
        id: findingId(LATE, object),
        kind: LATE,
        severity: 'info',
        state: 'present',
        object,
        title: `${cutWord(message.channel)} is not in order`,
        since: event.at,
        observed: [
          `seq ${shown}${id === undefined ? '' : `, about ${shortId(id)},`} came after seq ${shortSeq(String(highest))}${channel.late > 1 ? `; so did ${counted(channel.late - 1, 'other message')}, each after a higher number` : ''}`,
        ],
        why: ['Messages went different ways: over two connections, or through several servers without one queue'],
        advice: [
          'Compare versions or numbers before a message is taken over; LiveCollection does. Let one process publish a channel.',
        ],
        evidence: [...evidenceOf(trace, at), ...evidenceOf(trace, i, true)],
      });
    },
    clear() {
      clients = createRecent(CLIENTS);
    },
  };
}
