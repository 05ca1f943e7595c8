import { type BayeuxMessage, endsSession } from '../bayeux/bayeux.ts';
import { messageOf } from '../bayeux/event-message.ts';
import type { LiveEvent } from '../protocol/events.ts';
import { keepOpen, takeOpen } from './document-state.ts';
import type { Lane, OpenBar } from './lane.ts';
import { type Moment, marked, type Placed } from './placement.ts';

type Spoken = LiveEvent & { layer: 'wire' | 'faye' };

/** Exchanges stand below the bar of the connection that they go over. */
const EXCHANGE_ROW = 1;

/** Connections while they are open, what is exchanged with the server over them, and messages, which go to their channel. */
export function placeConnection(event: Spoken, moment: Moment): Placed | undefined {
  if (event.kind === 'sent' || event.kind === 'received') return placeMessage(event, moment);
  return event.layer === 'wire' ? placeWire(event, moment) : placeClient(event, moment);
}

function placeWire(event: LiveEvent & { layer: 'wire' }, moment: Moment): Placed {
  const { document, at } = moment;
  if (event.kind === 'opened') document.connections.set(event.connection, event);
  const lane = connectionLane(event, moment);
  if (event.kind === 'opened') {
    keepOpen(document, `connection ${event.connection}`, lane.begin(at, moment.i, 'open'));
    return { lane, index: moment.i, tone: 'open' };
  }
  const isClosed = event.kind === 'closed';
  const bar = isClosed ? takeOpen(document, `connection ${event.connection}`) : undefined;
  const isFine = isClosed && event.clean !== false;
  const pending = endExchanges(moment, event.connection);
  bar?.end(at, isFine ? 'open' : 'offline');
  if (isFine && bar) return { lane, index: bar.index, tone: 'open' };
  const tone = event.kind === 'failed' && event.reason === 'abort' ? 'aborted' : isFine ? 'quiet' : 'failed';
  if (pending !== undefined && !isClosed) return { lane, index: pending, tone };
  return marked(moment, lane, tone);
}

/** Ends what had no answer when its connection went. Returns the event that the last of them began with. */
function endExchanges({ document, at }: Moment, connection: string): number | undefined {
  const prefix = `exchange ${connection} `;
  let last: number | undefined;
  for (const [name, bar] of document.open) {
    if (!name.startsWith(prefix)) continue;
    document.open.delete(name);
    bar.end(at, 'aborted');
    last = bar.index;
  }
  return last;
}

/** A Faye client: connected or not, its transport down or up, and what the application asked it for. */
function placeClient(event: LiveEvent & { layer: 'faye' }, moment: Moment): Placed | undefined {
  const { document, at, i } = moment;
  const lane = connectionLane(event, moment);
  const between = (name: string, isOn: boolean, tone: 'open' | 'offline'): Placed => {
    const open = `${name} ${event.client}`;
    if (isOn && !document.open.has(open)) {
      keepOpen(document, open, lane.begin(at, i, tone));
      return { lane, index: i, tone };
    }
    if (!isOn) takeOpen(document, open)?.end(at, tone);
    return marked(moment, lane, 'quiet');
  };
  switch (event.kind) {
    case 'state':
      return between('connected', event.state === 'connected', 'open');
    case 'transport':
      return between('transport', event.state === 'down', 'offline');
    case 'subscribed':
      return marked(moment, lane, event.ok ? 'quiet' : 'warning');
    case 'client':
    case 'subscribe':
    case 'unsubscribe':
      return marked(moment, lane, 'quiet');
    default:
      return undefined;
  }
}

function placeMessage(event: Spoken & { kind: 'sent' | 'received' }, moment: Moment): Placed {
  const message = messageOf(event);
  const wire = event.layer === 'wire' ? event.connection : event.client;
  if (message && event.kind === 'received') turnSession(event, message, moment);
  if (message?.id !== undefined && message.successful !== undefined && event.kind === 'received') {
    const tone = message.successful ? undefined : 'failed';
    const bar = takeOpen(moment.document, `exchange ${wire} ${message.id}`);
    if (bar) return answered(bar, moment, tone ?? toneOfExchange(moment, bar));
    return marked(moment, connectionLane(event, moment), tone ?? 'quiet');
  }
  if (message && !message.isMeta)
    return marked(moment, moment.lane('channel', message.channel), event.kind === 'sent' ? 'sent' : 'message');
  const lane = connectionLane(event, moment);
  if (message?.id === undefined || event.kind === 'received') return marked(moment, lane, 'quiet');
  return asked(`exchange ${wire} ${message.id}`, message, lane, moment);
}

/** A session that is over ends the bar of its connection, also where the socket stays open; a handshake begins it again. */
function turnSession(event: Spoken, message: BayeuxMessage, moment: Moment): void {
  const { document, at, i } = moment;
  const name = event.layer === 'wire' ? `connection ${event.connection}` : `connected ${event.client}`;
  const lapsed = `${name} lapsed`;
  if (endsSession(message)) {
    const bar = takeOpen(document, name);
    if (!bar) return;
    bar.end(at, 'offline');
    keepOpen(document, lapsed, bar);
  } else if (message.channel === '/meta/handshake' && message.successful && takeOpen(document, lapsed))
    keepOpen(document, name, connectionLane(event, moment).begin(at, i, 'open'));
}

function asked(name: string, message: BayeuxMessage, lane: Lane, moment: Moment): Placed {
  const tone = message.channel === '/meta/connect' ? 'connect' : 'exchange';
  keepOpen(moment.document, name, lane.begin(moment.at, moment.i, tone, EXCHANGE_ROW));
  return { lane, index: moment.i, tone };
}

function answered(bar: OpenBar, { at }: Moment, tone: Placed['tone']): Placed {
  bar.end(at, tone);
  return { lane: bar.lane, index: bar.index, tone };
}

/** A connect that came back looks other than a handshake or a subscription that did. */
function toneOfExchange({ trace }: Moment, bar: OpenBar): 'connect' | 'exchange' {
  return trace.has(bar.index) && trace.message(bar.index)?.channel === '/meta/connect' ? 'connect' : 'exchange';
}

function connectionLane(event: Spoken, moment: Moment): Lane {
  if (event.layer === 'faye') return moment.lane('connection', `faye ${event.client}`, `Faye client ${event.client}`);
  const { connections } = moment.document;
  if ('url' in event && event.url !== undefined)
    connections.set(event.connection, { transport: event.transport, url: event.url });
  const url = connections.get(event.connection)?.url ?? '';
  return moment.lane('connection', `${event.transport} ${url}`, `${event.transport} ${placeOf(url)}`.trim());
}

/** `ws://127.0.0.1:3000/faye?x` as `/faye · 127.0.0.1:3000`. */
function placeOf(url: string): string {
  const [, host = '', path = ''] = /^(?:\w+:\/\/([^/?#]*))?([^?#]*)/.exec(url) ?? [];
  return [path, host].filter((part) => part !== '').join(' · ');
}
