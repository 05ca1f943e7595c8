import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import { messageOf } from '../bayeux/event-message.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import { cutWord, spanOf, tagged, told } from './format.ts';
import { type Summary, summariseMessage, written } from './summary-message.ts';

type Carried = LiveEventOf<'faye', 'sent'> | LiveEventOf<'faye', 'received'>;
type Wire = LiveEvent & { layer: 'wire' };

/** Sums up what went over a Bayeux connection: meta messages by what they do, data messages by what they write. */
export function summariseWire(event: Wire | Carried, answer?: LiveEvent): Summary {
  const lane = 'wire';
  switch (event.kind) {
    case 'opened':
      return {
        lane,
        title: `${cutWord(event.transport)} opened`,
        detail: told(event.url, event.earlier ? 'before the capture began' : ''),
      };
    case 'closed':
      return {
        lane,
        title: `${cutWord(event.transport)} closed`,
        detail: told(tagged('code', event.code), event.reason, event.clean === false ? 'not cleanly' : ''),
      };
    case 'failed':
      return { lane, title: `${cutWord(event.transport)} failed`, detail: told(event.reason, spanOf(event.ms)) };
    case 'sent': {
      const message = messageOf(event);
      return message ? summariseSent(message, event.at, answer) : unread(event);
    }
    case 'received': {
      const message = messageOf(event);
      return message ? summariseReceived(message) : unread(event);
    }
  }
}

/** What the messages of the protocol's own channels do, and what a good answer to them means. */
const DEEDS: ReadonlyMap<string, readonly [title: string, answered: string]> = new Map([
  ['/meta/handshake', ['handshake', 'accepted']],
  ['/meta/connect', ['connect', 'answered']],
  ['/meta/subscribe', ['subscribe', 'acknowledged']],
  ['/meta/unsubscribe', ['unsubscribe', 'acknowledged']],
  ['/meta/disconnect', ['disconnect', 'acknowledged']],
]);

function deedOf({ channel, isMeta }: BayeuxMessage): readonly [title: string, answered: string] {
  if (!isMeta) return ['publish', 'accepted'];
  return DEEDS.get(channel) ?? [cutWord(channel.slice('/meta/'.length)), 'answered'];
}

function summariseSent(sent: BayeuxMessage, at: number, answer: LiveEvent | undefined): Summary {
  const lane = 'wire';
  const [deed, answered] = deedOf(sent);
  const what = sent.isMeta ? [subjects(sent)] : [sent.channel, ...written(sent.envelope)];
  const reply = answer && messageOf(answer);
  if (!answer || !reply) return { lane, title: deed, detail: told(...what, sent.isMeta ? 'no answer yet' : '') };
  const after = spanOf(answer.at - at);
  if (reply.successful === false)
    return { lane, title: `${deed} refused`, detail: told(...what, reply.error, after && `after ${after}`) };
  const client = sent.channel === '/meta/handshake' ? tagged('client', reply.clientId) : undefined;
  return { lane, title: deed, detail: told(...what, after ? `${answered} after ${after}` : answered, client) };
}

function summariseReceived(received: BayeuxMessage): Summary {
  const { channel, isMeta, successful, error, envelope } = received;
  if (!isMeta && successful === undefined) return summariseMessage(channel, envelope);
  const [deed, answered] = deedOf(received);
  const outcome = successful === undefined ? '' : successful ? answered : 'refused';
  return {
    lane: 'wire',
    title: `${deed} ${outcome}`.trim(),
    detail: told(isMeta ? subjects(received) : channel, error),
  };
}

/** `/api/todos`, `/api/todos and 2 more` */
function subjects({ subscription, subscriptions }: BayeuxMessage): string | undefined {
  const more = (subscriptions?.length ?? 1) - 1;
  return more > 0 ? `${cutWord(subscription ?? '')} and ${more} more` : subscription;
}

function unread(event: Wire | Carried): Summary {
  const title = event.kind;
  if (event.layer === 'faye' || !('text' in event)) return { lane: 'wire', title, detail: 'not a Bayeux message' };
  const isCut = event.text.length < event.bytes && event.text.endsWith('…');
  return {
    lane: 'wire',
    title,
    detail: isCut
      ? told(`too long to keep: ${Math.ceil(event.bytes / 1024)} KB`, event.text)
      : told('not readable as Bayeux', event.text),
  };
}
