import { type Envelope, readEnvelope, readMessage } from './bayeux.ts';
import type { LiveEvent, LiveEventOf } from './events.ts';
import { explain } from './explanation.ts';
import { counted, spanOf, wordOf } from './wording.ts';

/** Which part of the story a row tells. */
export type Lane = 'page' | 'wire' | 'request' | 'message' | 'collection';

/** One line for a row. Text from the page: to be shown as text. */
export interface Summary {
  lane: Lane;
  /** A word or two: what happened. */
  title: string;
  /** To whom, and how; may be empty. */
  detail: string;
}

/** Sums an event up in one line. Never throws on an event that passed `isLiveEvent`. */
export function summarise(event: LiveEvent): Summary {
  if (event.layer === 'page') return summarisePage(event);
  if (event.layer === 'wire') return { lane: 'wire', title: cut(event.kind), detail: told(event.connection) };
  if (event.layer === 'http') return { lane: 'request', title: cut(event.kind), detail: told(event.request) };
  if (event.layer === 'faye') return summariseFaye(event);
  return summariseCollection(event);
}

function summarisePage(event: LiveEvent & { layer: 'page' }): Summary {
  const lane = 'page';
  switch (event.kind) {
    case 'load':
      return {
        lane,
        title: 'load',
        detail: told(event.url, event.attach === 'early' ? '' : `attached ${event.attach}`),
      };
    case 'lifecycle':
      return { lane, title: cut(event.state), detail: '' };
    case 'recording':
      return { lane, title: event.on ? 'recording' : 'paused', detail: '' };
    case 'gap':
      return { lane, title: 'gap', detail: `${counted(event.count, 'event')} lost, from number ${event.from}` };
    case 'probe-error':
      return { lane, title: 'probe error', detail: told(`${cut(event.where)}: ${cut(event.message)}`) };
  }
}

function summariseFaye(event: LiveEvent & { layer: 'faye' }): Summary {
  const lane = 'wire';
  switch (event.kind) {
    case 'client':
      return { lane, title: 'client', detail: told(event.endpoint) };
    case 'state':
      return { lane, title: cut(event.state), detail: told(event.transport) };
    case 'subscribe':
    case 'unsubscribe':
    case 'subscribed':
      return { lane, title: cut(event.kind), detail: told(event.channel) };
    case 'holds':
      return { lane, title: 'holds', detail: '' };
    case 'transport':
      return { lane, title: `transport ${cut(event.state)}`, detail: '' };
    case 'sent': {
      const sent = readMessage(event.message);
      if (!sent) return { lane, title: 'sent', detail: 'not a Bayeux message' };
      if (sent.isMeta) return { lane, title: sent.channel.slice('/meta/'.length), detail: told(sent.subscription) };
      return { lane, title: 'publish', detail: told(sent.channel, ...written(sent.envelope)) };
    }
    case 'received': {
      const received = readMessage(event.message);
      if (!received) return { lane, title: 'received', detail: 'not a Bayeux message' };
      const { channel, isMeta, successful, subscription, error, envelope } = received;
      if (!isMeta && successful === undefined) return message(channel, envelope);
      const outcome = successful === undefined ? '' : successful ? 'acknowledged' : 'refused';
      const what = isMeta ? channel.slice('/meta/'.length) : 'publish';
      return { lane, title: `${what} ${outcome}`.trim(), detail: told(isMeta ? subscription : channel, error) };
    }
  }
}

function summariseCollection(event: LiveEvent & { layer: 'collection' }): Summary {
  const lane = 'collection';
  switch (event.kind) {
    case 'added':
      return { lane, title: 'collection', detail: told(event.name, event.channel, counted(event.size, 'model')) };
    case 'removed':
      return { lane, title: 'collection gone', detail: told(event.source) };
    case 'message':
      return message(event.channel, readEnvelope(event.message));
    case 'request':
      return {
        lane: 'request',
        title: cut(event.method),
        detail: told(event.token, event.url, tagged('id', event.id)),
      };
    case 'response':
      return {
        lane: 'request',
        title: outcome(event),
        detail: told(event.token, tagged('id', event.id), spanOf(event.ms)),
      };
    case 'decision':
      return { lane, title: cut(event.decision), detail: explain(event.decision, event.facts) };
    case 'change':
      return { lane, title: cut(event.op), detail: told(event.cid, tagged('id', event.id)) };
    case 'error':
      return { lane, title: 'error', detail: told(event.message) };
  }
}

function outcome(event: LiveEventOf<'collection', 'response'>): string {
  const status = event.status === 0 ? 'no answer' : String(event.status);
  return `${cut(event.method)} ${event.ok ? 'ok' : 'failed'} ${status}`;
}

function message(channel: string, envelope: Envelope | undefined): Summary {
  return {
    lane: 'message',
    title: cut(envelope?.method ?? 'message'),
    detail: told(channel, ...written(envelope, true)),
  };
}

/** What an envelope writes: `id 7 · seq 4 · v 2`, with its method before it where the title does not say it. */
function written(envelope: Envelope | undefined, titled = false): (string | undefined)[] {
  if (!envelope) return [];
  const { method, id, seq, v, crid } = envelope;
  return [titled ? undefined : method, tagged('id', id), tagged('seq', seq), tagged('v', v), tagged('crid', crid)];
}

const tagged = (tag: string, value: unknown) => (value === undefined ? undefined : `${tag} ${wordOf(value)}`);

const cut = (text: string) => wordOf(text) ?? '';

/** The parts that say something, each cut to a sensible length. */
function told(...parts: (string | undefined)[]): string {
  return parts
    .map((part) => cut(part ?? ''))
    .filter((part) => part !== '')
    .join(' · ');
}
