import type { Undo } from '../../channel/channel.ts';
import type { KnownChannels } from '../known-channels.ts';
import { bytesOfText, subscriptionsIn } from './bayeux-text.ts';
import type { Tap } from './tap.ts';
import { tapWebSocket } from './web-socket.ts';

/** The names of Bayeux for its transports. https://docs.cometd.org/current8/reference/#_bayeux_transports */
export type Transport = 'websocket' | 'long-polling' | 'callback-polling' | 'eventsource';

/** What the taps of all transports share. */
export interface Wire {
  tap: Tap;
  /** A new name for a connection, never used before in this document. */
  name(transport: Transport): string;
  sent(connection: string, transport: Transport, text: string, url?: string): void;
  /** A frame came; until its event (or its `during`) is over, the page is handling it. */
  received(connection: string, transport: Transport, text: string, answer?: { status?: number; ms: number }): void;
  /** The page's listeners of this event handle what was reported. */
  handledIn(event: Event): void;
  /** The page handles what was reported while this runs. */
  during<T>(work: () => T): T;
  /** Learns that Bayeux is spoken at this URL. */
  addEndpoint(url: string): void;
  /** Is Bayeux spoken at this URL, or by whatever transport at its like? An event stream's has a client id more. */
  isEndpoint(url: string): boolean;
}

export interface WireTap {
  /** Is what the page handles right now a frame that has just been reported? Then nobody else needs to. */
  covers(): boolean;
  undo: Undo;
}

/** Counts connections for as long as the document lives: a name is not used again after recording was off. */
const counts: Record<Transport, number> = { websocket: 0, 'long-polling': 0, 'callback-polling': 0, eventsource: 0 };
/** More than a page has servers. */
const MAX_ENDPOINTS = 100;

/** Reports the raw frames of every Bayeux client of the page, by whatever transport. All other traffic costs one look. */
export function tapWire(tap: Tap, window: Window, known: KnownChannels): WireTap {
  const { report } = tap;
  const endpoints = new Set<string>();
  let handled: Event | undefined;
  let depth = 0;

  const wire: Wire = {
    tap,
    name(transport) {
      counts[transport] += 1;
      return `${transport}-${counts[transport]}`;
    },
    sent(connection, transport, text, url) {
      const where = url === undefined ? {} : { url };
      report({ layer: 'wire', kind: 'sent', connection, transport, ...where, text, bytes: bytesOfText(text) });
      for (const channel of subscriptionsIn(text)) known.add(channel);
    },
    received(connection, transport, text, answer) {
      report({ layer: 'wire', kind: 'received', connection, transport, text, bytes: bytesOfText(text), ...answer });
    },
    handledIn(event) {
      handled = event;
    },
    during(work) {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
      }
    },
    addEndpoint(url) {
      if (endpoints.size < MAX_ENDPOINTS) endpoints.add(placeOf(url, window));
    },
    isEndpoint(url) {
      const place = placeOf(url, window);
      return endpoints.has(place) || endpoints.has(place.slice(0, place.lastIndexOf('/')));
    },
  };

  const undoes = [tapWebSocket(wire, window)];
  return {
    // An event is in no phase once all its listeners have run.
    covers: () => depth > 0 || (handled !== undefined && handled.eventPhase !== 0),
    undo() {
      for (const undo of undoes.reverse()) tap.guarded('wire', undo);
    },
  };
}

/** Host and path: what the URLs of one server's transports have in common. */
function placeOf(url: string, { document }: Window): string {
  const { host, pathname } = new URL(url, document.baseURI);
  return host + pathname.replace(/\/+$/, '');
}
