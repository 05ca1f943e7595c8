import { createRecent } from '../../bounded-map.ts';
import { counted, cutWord, listed } from '../../explanation/format.ts';
import type { LiveEvent, LiveEventOf } from '../../protocol/events.ts';
import type { BayeuxClient } from '../../subscriptions/bayeux-clients.ts';
import { clientOf, isWanted } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'loss-window';
const CLIENTS = 256;
const OPEN = 256;

/** A time in which messages may not have reached a client. */
interface Window {
  readonly id: string;
  readonly load: string;
  readonly client: string;
  /** `certain`: whatever was published is lost. `possible`: the server may have kept it. */
  readonly isCertain: boolean;
  /** The last that was heard before. */
  readonly from: number;
  /** What showed that it began. */
  readonly cause: number;
  /** Channels that are not acknowledged again. */
  readonly pending: Set<string>;
  /** Since this event all is heard again. */
  to: number | undefined;
  /** Collections at risk, by source, with the list that each asked for since. */
  readonly sources: Set<string>;
}

/**
 * When a client is disconnected.
 *
 *   certain    it has another session: lost is what came between the last good reply and the new acknowledgement
 *   possible   its socket died, and the same session went on: what was on its way may be lost
 *   healed     each collection at risk has read a list since that end, or resynced
 */
export function createLossWindow(context: DiagnosisContext): Diagnosis {
  const { trace, collections, report } = context;
  let sessions = createRecent<BayeuxClient, string>(CLIENTS);
  let heard = createRecent<BayeuxClient, number>(CLIENTS);
  /** Clients whose socket died, by the event. */
  let died = createRecent<BayeuxClient, number>(CLIENTS);
  const open = new Map<string, Window>();
  /** Lists asked for: load, source and token → the request. */
  let asked = createRecent<string, number>(CLIENTS);

  function begin(client: BayeuxClient, load: string, isCertain: boolean, cause: number, to: number | undefined): void {
    const channels = [...client.subscriptions.values()].filter(
      (each) => isWanted(each) !== false && each.server !== 'ended',
    );
    if (channels.length === 0 || open.size >= OPEN) return;
    const from = heard.get(client) ?? cause;
    const names = channels.map(({ channel }) => channel);
    const atRisk = collections.all(load).filter((one) => one.removedAt === undefined && names.includes(one.channel));
    const id = `${findingId(KIND, { load, client: client.name })} ${from}`;
    const window: Window = {
      ...{ id, load, client: client.name, isCertain, from, cause, to },
      pending: new Set(isCertain ? names : []),
      sources: new Set(atRisk.map(({ source }) => source)),
    };
    open.set(id, window);
    state(window, names);
  }

  function state(window: Window, channels: readonly string[]): void {
    const { id, load, client, isCertain, from, cause, sources } = window;
    const named = [...sources].map((source) => collections.of(load, source)?.name ?? source);
    report.raise({
      id,
      kind: KIND,
      severity: 'warning',
      state: isCertain ? 'present' : 'unsure',
      object: { load, client, ...(channels.length === 1 && { channel: channels[0] }) },
      title: isCertain ? 'Messages of this time are lost' : 'Messages of this time may be lost',
      since: trace.has(from) ? trace.at(from) : trace.at(cause),
      expected: ['every message of the channels reaches the page'],
      observed: [
        `nothing could come on ${channels.length === 1 ? cutWord(channels[0] ?? '') : counted(channels.length, 'channel')}`,
      ],
      why: isCertain
        ? ['The client has a new session. The server keeps nothing for a session that is over']
        : ['The connection died, and the same session went on: what had been sent into it may not have arrived'],
      advice: [
        named.length === 0
          ? 'Read again what the page shows of these channels.'
          : `Reload ${listed(named.map(cutWord))}: a list that is read since then heals it.`,
      ],
      evidence: [...evidenceOf(trace, from), ...(from === cause ? [] : evidenceOf(trace, cause, true))],
    });
  }

  function heal(window: Window, source: string, i: number): void {
    if (!window.sources.delete(source) || window.sources.size > 0) return;
    report.settle(window.id, i);
    open.delete(window.id);
  }

  function takeCollection(event: LiveEvent & { layer: 'collection' }, i: number): void {
    if (event.kind === 'request' && event.method === 'read' && event.cid === undefined)
      asked.set(`${event.load} ${event.source} ${event.token}`, i);
    if (open.size === 0) return;
    const since = healsSince(event);
    if (since === undefined) return;
    for (const window of [...open.values()])
      if (window.load === event.load && window.to !== undefined && since > window.to && 'source' in event)
        heal(window, event.source, i);
  }

  /** What a list takes account of is what was published before it was asked for. */
  function healsSince(event: LiveEvent & { layer: 'collection' }): number | undefined {
    if (event.kind === 'response' && event.method === 'read' && event.ok && Array.isArray(event.body))
      return asked.get(`${event.load} ${event.source} ${event.token}`);
    return undefined;
  }

  function acknowledge(
    event: LiveEventOf<'wire', 'received'> | LiveEventOf<'faye', 'received'>,
    client: BayeuxClient,
    i: number,
  ): void {
    for (const window of open.values()) {
      if (window.load !== event.load || window.client !== client.name || window.pending.size === 0) continue;
      for (const channel of window.pending)
        if (client.subscriptions.get(channel)?.server === 'acknowledged') window.pending.delete(channel);
      if (window.pending.size > 0) continue;
      window.to = i;
      // What is not shown by a collection that was met, nobody sees healed.
    }
  }

  return {
    layers: ['wire', 'faye', 'collection'],
    take({ i, event, message, client }) {
      if (event.layer === 'collection') {
        takeCollection(event, i);
        return;
      }
      if (event.layer === 'wire' && (event.kind === 'closed' || event.kind === 'failed')) {
        const whose = clientOf(event, context.subscriptions);
        const isSocket = event.transport === 'websocket';
        if (whose?.clientId !== undefined && isSocket) died.set(whose, i);
        return;
      }
      if (event.kind !== 'received' || !message) return;
      if (!client) return;
      if (message.channel === '/meta/handshake' && message.successful && message.clientId !== undefined) {
        const before = sessions.get(client);
        sessions.set(client, message.clientId);
        const dead = died.get(client);
        died.delete(client);
        if (before !== undefined && before !== message.clientId) begin(client, event.load, true, dead ?? i, undefined);
      } else if (message.channel === '/meta/subscribe' && message.successful) acknowledge(event, client, i);
      else if (message.successful !== false) {
        const dead = died.get(client);
        if (dead !== undefined) {
          died.delete(client);
          begin(client, event.load, false, dead, i);
        }
      }
      if (message.successful === false) return;
      heard.set(client, i);
      // A client is met by its connection first, and known as Faye's or as the session's later.
      if (message.isMeta && client.clientId !== undefined) sessions.set(client, client.clientId);
    },
    clear() {
      sessions = createRecent(CLIENTS);
      heard = createRecent(CLIENTS);
      died = createRecent(CLIENTS);
      asked = createRecent(CLIENTS);
      open.clear();
    },
  };
}
