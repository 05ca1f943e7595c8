import { type BayeuxMessage, endsSession } from '../bayeux/bayeux.ts';
import { sessionOfStream } from '../bayeux/event-stream.ts';
import { createRecent, createRecentlyUsed, type Recent } from '../bounded-map.ts';
import { getOrMake } from '../ledger/pending-links.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** A time in which a connection was up, or down; ms since the epoch, `to` undefined while it lasts. */
export interface Interval {
  up: boolean;
  from: number;
  to: number | undefined;
}

/** What goes over a connection in one direction. */
export interface Traffic {
  messages: number;
  bytes: number;
}

/**
 * One line between a document and a server: a socket and those that replaced it, or all exchanges of a polling client, with
 * the event stream by which it is told.
 */
export interface Connection {
  readonly load: string;
  /** Of the socket, or of the first exchange. */
  readonly id: string;
  /** By which its client asks: that of its first event. */
  readonly asksBy: string;
  /** Of a polling client `eventsource` while it is told by a stream. */
  transport: string;
  /** Where its client was asked to connect: of a stream that belongs to polls, theirs. */
  url: string;
  /** It was there before the capture began. */
  earlier: boolean;
  /** The session that the server gave last. */
  clientId: string | undefined;
  /** ms since the epoch */
  openedAt: number | undefined;
  closedAt: number | undefined;
  closed: { code: number | undefined; reason: string | undefined; clean: boolean | undefined } | undefined;
  handshakes: number;
  connects: number;
  failures: number;
  readonly sent: Traffic;
  readonly received: Traffic;
  /** Up when something came over it last, down when it closed, failed or was refused; nothing at first. */
  up: boolean | undefined;
  /** The last 256. */
  intervals: Interval[];
  /** Its first and last event, and the last one's time. */
  readonly first: number;
  last: number;
  lastAt: number;
}

/** The lines between a page and its servers. One more event costs the same however many there were. */
export interface Connections {
  /** Changes with every event that matters here. */
  readonly version: number;
  add(i: number, event: LiveEvent, message: BayeuxMessage | undefined): void;
  all(load?: string): Connection[];
  /** The line that this event went over. */
  of(load: string, connection: string): Connection | undefined;
  clear(): void;
}

/** Bounds against pages that make up names. */
const LOADS = 64;
const CONNECTIONS = 256;
const NAMES = 1_024;
const INTERVALS = 256;

interface Lines {
  readonly all: Recent<Connection, true>;
  /** By socket, exchange or session. */
  readonly byName: Recent<string, Connection>;
  /** By transport and URL: the last one, which may be taken up again once it is down. */
  readonly byPlace: Recent<string, Connection>;
}

const createLines = (): Lines => ({
  all: createRecent(CONNECTIONS),
  byName: createRecent(NAMES),
  byPlace: createRecent(CONNECTIONS),
});

export function createConnections(): Connections {
  let loads = createRecentlyUsed<string, Lines>(LOADS);
  let version = 0;

  function lineOf(i: number, event: LiveEvent & { layer: 'wire' }, lines: Lines, clientId: string | undefined) {
    const session = clientId ?? sessionOfStream(event);
    const known = lines.byName.get(event.connection) ?? (session === undefined ? undefined : lines.byName.get(session));
    const line = known ?? again(event, lines) ?? open(i, event, lines);
    if (lines.byName.get(event.connection) !== line) lines.byName.set(event.connection, line);
    return line;
  }

  /** A client that lost its line and opens another to the same place goes on with it. */
  function again(event: LiveEvent & { layer: 'wire' }, { byPlace }: Lines): Connection | undefined {
    const before = byPlace.get(placeOf(event));
    return before?.up === false ? before : undefined;
  }

  function open(i: number, event: LiveEvent & { layer: 'wire' }, { all, byPlace }: Lines): Connection {
    const line: Connection = {
      load: event.load,
      id: event.connection,
      asksBy: event.transport,
      transport: event.transport,
      url: 'url' in event ? (event.url ?? '') : '',
      earlier: event.kind !== 'opened' && event.kind !== 'sent',
      clientId: undefined,
      openedAt: undefined,
      closedAt: undefined,
      closed: undefined,
      handshakes: 0,
      connects: 0,
      failures: 0,
      sent: { messages: 0, bytes: 0 },
      received: { messages: 0, bytes: 0 },
      up: undefined,
      intervals: [],
      first: i,
      last: i,
      lastAt: event.at,
    };
    all.set(line, true);
    byPlace.set(placeOf(event), line);
    return line;
  }

  function addMessage(line: Connection, lines: Lines, message: BayeuxMessage, isSent: boolean, at: number): void {
    if (isSent) {
      if (message.channel === '/meta/handshake') line.handshakes += 1;
      else if (message.channel === '/meta/connect') line.connects += 1;
      return;
    }
    if (message.channel === '/meta/handshake' && message.successful && message.clientId !== undefined)
      line.clientId = message.clientId;
    if (message.isMeta && message.successful) line.clientId = message.clientId ?? line.clientId;
    else line.clientId ??= message.clientId;
    if (message.clientId !== undefined && lines.byName.get(message.clientId) !== line)
      lines.byName.set(message.clientId, line);
    const isRefused = message.isMeta && message.successful === false && message.channel !== '/meta/subscribe';
    turn(line, !isRefused && !endsSession(message), at);
  }

  return {
    get version() {
      return version;
    },
    add(i, event, message) {
      if (event.layer !== 'wire') return;
      const lines = getOrMake(loads, event.load, createLines);
      const line = lineOf(i, event, lines, message?.clientId);
      version += 1;
      line.last = i;
      line.lastAt = event.at;
      switch (event.kind) {
        case 'opened':
          if (isStreamOfPolls(line, event)) {
            line.transport = event.transport;
            turn(line, true, event.at);
            break;
          }
          line.url = event.url;
          line.earlier = event.earlier === true;
          line.openedAt = event.at;
          line.closedAt = line.closed = undefined;
          turn(line, true, event.at);
          break;
        case 'closed':
          if (isStreamOfPolls(line, event)) {
            // The polls go on.
            line.transport = line.asksBy;
            break;
          }
          line.closedAt = event.at;
          line.closed = { code: event.code, reason: event.reason, clean: event.clean };
          turn(line, false, event.at);
          break;
        case 'failed':
          line.failures += 1;
          turn(line, false, event.at);
          break;
        default: {
          const isSent = event.kind === 'sent';
          const traffic = isSent ? line.sent : line.received;
          traffic.messages += 1;
          traffic.bytes += event.bytes;
          if (message) addMessage(line, lines, message, isSent, event.at);
        }
      }
    },
    all(load) {
      const found: Connection[] = [];
      for (const [of, lines] of loads.entries())
        if (load === undefined || of === load) for (const [line] of lines.all.entries()) found.push(line);
      return found;
    },
    of: (load, connection) => loads.get(load)?.byName.get(connection),
    clear() {
      loads = createRecentlyUsed(LOADS);
      version += 1;
    },
  };
}

/** Is it the event stream of a client that asks by polls? */
const isStreamOfPolls = ({ asksBy }: Connection, { transport }: LiveEvent & { layer: 'wire' }) =>
  transport === 'eventsource' && asksBy !== 'eventsource';

const placeOf = (event: LiveEvent & { layer: 'wire' }) =>
  `${event.transport} ${'url' in event ? (event.url ?? '') : ''}`;

function turn(line: Connection, up: boolean, at: number): void {
  if (line.up === up) return;
  line.up = up;
  const last = line.intervals.at(-1);
  if (last) last.to = at;
  line.intervals.push({ up, from: at, to: undefined });
  if (line.intervals.length > INTERVALS) line.intervals.shift();
}
