import { readEnvelope } from '../bayeux/bayeux.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import { explain } from './explanation.ts';
import { counted, cutWord, spanOf, tagged, told } from './format.ts';
import { judge, judgementText } from './judgement.ts';
import { requestName } from './short-names.ts';
import { type RowLane, type Summary, summariseMessage } from './summary-message.ts';
import { summariseWire } from './summary-wire.ts';

export type { RowLane, Summary };

/**
 * Sums an event up in one line, with the answer that is shown on its row (`Ledger.answerOf`), if any. Never throws on
 * events that passed `isLiveEvent`.
 */
export function summarise(event: LiveEvent, answer?: LiveEvent): Summary {
  switch (event.layer) {
    case 'page':
      return summarisePage(event);
    case 'wire':
      return summariseWire(event, answer);
    case 'http':
      return summariseHttp(event, answer);
    case 'faye':
      return summariseFaye(event, answer);
    case 'collection':
      return summariseCollection(event);
  }
}

function summarisePage(event: LiveEvent & { layer: 'page' }): Summary {
  const lane = 'page';
  switch (event.kind) {
    case 'load':
      return {
        lane,
        title: event.frame === undefined ? 'load' : 'frame',
        detail: told(event.url, event.attach === 'early' ? '' : `attached ${event.attach}`),
      };
    case 'lifecycle':
      return { lane, title: cutWord(event.state), detail: '' };
    case 'recording':
      return {
        lane,
        title: event.on ? 'recording' : 'paused',
        detail: event.without ? `without ${event.without}` : '',
      };
    case 'gap':
      return { lane, title: 'gap', detail: `${counted(event.count, 'event')} lost, from number ${event.from}` };
    case 'worker':
      return {
        lane,
        title: cutWord(event.type),
        detail: told(event.url, event.likely ? 'loaded as a worker’s script is' : '', 'what it sends is not seen'),
      };
    case 'replaced':
      return { lane, title: 'replaced', detail: told(cutWord(event.name), replacedWords(event)) };
    case 'probe-error':
      return { lane, title: 'probe error', detail: told(`${cutWord(event.where)}: ${cutWord(event.message)}`) };
  }
}

function replacedWords({ by, leads }: LiveEventOf<'page', 'replaced'>): string {
  const what = by === '' ? '' : `by ${cutWord(by)}, `;
  return `${what}${leads ? 'which leads to the browser’s' : 'not seen unless that uses the browser’s'}`;
}

function summariseHttp(event: LiveEvent & { layer: 'http' }, answer: LiveEvent | undefined): Summary {
  const lane = 'request';
  if (event.kind !== 'request') return { lane, title: httpOutcome(event), detail: told(spanOf(event.ms)) };
  const title = cutWord(event.method);
  if (answer?.layer !== 'http' || answer.kind === 'request')
    return { lane, title, detail: told(event.url, 'no answer yet') };
  return { lane, title, detail: told(event.url, httpOutcome(answer), spanOf(answer.ms)) };
}

function httpOutcome(event: LiveEventOf<'http', 'response'> | LiveEventOf<'http', 'failed'>): string {
  if (event.kind === 'response') return String(event.status);
  return event.reason === 'abort' ? 'aborted' : event.reason === 'timeout' ? 'timed out' : 'failed without an answer';
}

function summariseFaye(event: LiveEvent & { layer: 'faye' }, answer: LiveEvent | undefined): Summary {
  const lane = 'wire';
  switch (event.kind) {
    case 'sent':
    case 'received':
      return summariseWire(event, answer);
    case 'client':
      return { lane, title: 'Faye client', detail: told(event.endpoint) };
    case 'state':
      return {
        lane,
        title: `client ${cutWord(event.state)}`,
        detail: told(event.transport, tagged('client', event.clientId)),
      };
    case 'subscribe':
      return { lane, title: 'application subscribes', detail: told(event.channel, handlers(event.handlers)) };
    case 'unsubscribe':
      return {
        lane,
        title: 'application unsubscribes',
        detail: told(event.channel, event.handlers > 0 ? `${handlers(event.handlers)} left` : ''),
      };
    case 'subscribed':
      return {
        lane,
        title: event.ok ? 'subscribe callback ran' : 'subscribe callback got an error',
        detail: told(event.channel, event.error),
      };
    case 'holds': {
      const channels = Object.keys(typeof event.channels === 'object' && event.channels !== null ? event.channels : {});
      const extensions = event.extensions ? counted(event.extensions, 'extension') : '';
      if (event.table === 'change' && channels.length < 2) return summariseHold(channels[0], event);
      const isPart = event.table === 'begin' || event.table === 'middle';
      return {
        lane,
        title: event.table === 'change' ? 'client holds otherwise' : 'client holds',
        detail: told(counted(channels.length, 'channel'), isPart ? 'and more' : '', extensions),
      };
    }
    case 'transport':
      return { lane, title: `transport ${cutWord(event.state)}`, detail: '' };
  }
}

/** What a client came to hold of one channel, or how many extensions it has now. */
function summariseHold(
  channel: string | undefined,
  { channels, extensions = 0 }: LiveEventOf<'faye', 'holds'>,
): Summary {
  const lane = 'wire';
  if (channel === undefined) return { lane, title: 'client has', detail: counted(extensions, 'extension') };
  const count: unknown = Object.entries(Object(channels))[0]?.[1];
  return typeof count === 'number' && count > 0
    ? { lane, title: 'client holds', detail: told(channel, handlers(count)) }
    : { lane, title: 'client lets go', detail: told(channel) };
}

const handlers = (count: number) => counted(count, 'handler');

function summariseCollection(event: LiveEvent & { layer: 'collection' }): Summary {
  const lane = 'collection';
  switch (event.kind) {
    case 'added':
      return {
        lane,
        title: 'collection',
        detail: told(
          event.name,
          event.channel,
          counted(event.size, 'model'),
          event.listening ? '' : 'not listening',
          event.foreign ? 'not a LiveCollection: its decisions are inferred' : '',
        ),
      };
    case 'removed':
      return { lane, title: 'collection gone', detail: told(event.source) };
    case 'message':
      return summariseMessage(event.channel, readEnvelope(event.message));
    case 'request':
      return {
        lane: 'request',
        title: cutWord(event.method),
        detail: told(requestName(event.token), event.url, tagged('id', event.id)),
      };
    case 'response':
      return {
        lane: 'request',
        title: outcome(event),
        detail: told(requestName(event.token), tagged('id', event.id), spanOf(event.ms)),
      };
    case 'decision':
      return {
        lane,
        title: `${judgementText(judge(cutWord(event.decision), event.facts))}${event.inferred ? ' (inferred)' : ''}`,
        detail: explain(event.decision, event.facts),
      };
    case 'change':
      return { lane, title: cutWord(event.op), detail: told(event.cid, tagged('id', event.id)) };
    case 'ended':
      return { lane, title: 'moment over', detail: '' };
    case 'error':
      return { lane, title: 'error', detail: told(event.message) };
  }
}

function outcome(event: LiveEventOf<'collection', 'response'>): string {
  const status = event.status === 0 ? 'no answer' : String(event.status);
  return `${cutWord(event.method)} ${event.ok ? 'ok' : 'failed'} ${status}`;
}

/** Does the event come of an inference rather than of the collection's own word? */
export function isInferred(event: LiveEvent): boolean {
  return event.layer === 'collection' && event.kind === 'decision' && event.inferred === true;
}
