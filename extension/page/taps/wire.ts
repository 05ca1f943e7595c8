import type { Undo } from '../../channel/channel.ts';
import { addressOf } from '../address.ts';
import type { KnownChannels } from '../known-channels.ts';
import { bytesOfText, subscriptionsIn } from './bayeux-text.ts';
import { tapEventSource } from './event-source.ts';
import { tapFetch } from './fetch.ts';
import { createHttpTap } from './http.ts';
import { tapJsonp } from './jsonp.ts';
import type { Tap } from './tap.ts';
import { tapWebSocket } from './web-socket.ts';
import { tapXhr } from './xhr.ts';

/** The names of Bayeux for its transports. https://docs.cometd.org/current8/reference/#_bayeux_transports */
export type Transport = 'websocket' | 'long-polling' | 'callback-polling' | 'eventsource';

/** What the taps of all transports share. */
export interface Wire {
  tap: Tap;
  /** A new name for a connection, never used before in this document. */
  name(transport: Transport): string;
  sent(connection: string, transport: Transport, text: string, url?: string): void;
  received(connection: string, transport: Transport, text: string, answer?: { status?: number; ms: number }): void;
  /**
   * Has `tell` called with these events of a target: before the page's own listeners as far as possible, and once more at
   * the latest when somebody asks what the page handles. `tell` must not throw, and look whether the event `isTold`.
   */
  listen(target: EventTarget, types: readonly string[], tell: (event: Event) => void): Undo;
  isTold(event: Event): boolean;
  /** What this event brings is being reported now; until it is over, the page is handling it. */
  telling(event: Event): void;
  /** The page handles what was reported while this runs. */
  during<T>(work: () => T): T;
  /** Learns that Bayeux is spoken at this URL. */
  addEndpoint(url: string): void;
  /** Is Bayeux spoken at this URL, or by whatever transport at its like? An event stream's has a client id more. */
  isEndpoint(url: string): boolean;
}

export interface WireTap {
  /**
   * Is what the page handles right now a frame that has been reported? Then nobody else needs to report it. A frame that
   * the page got before us, on a socket that is older than the probe, is reported at this very question.
   */
  covers(): boolean;
  undo: Undo;
}

/** Counts connections for as long as the document lives: a name is not used again after recording was off. */
const counts: Record<Transport, number> = { websocket: 0, 'long-polling': 0, 'callback-polling': 0, eventsource: 0 };
/** More than a page has servers. */
const MAX_ENDPOINTS = 100;

/**
 * Reports the raw frames of every Bayeux client of the page, by whatever transport, and the requests to URLs that are
 * channels. All other traffic costs one look.
 */
export function tapWire(tap: Tap, window: Window, known: KnownChannels): WireTap {
  const { report } = tap;
  const endpoints = new Set<string>();
  const tellers = new WeakMap<EventTarget, (event: Event) => void>();
  let told: Event | undefined;
  let depth = 0;
  const currentEvent = Object.getOwnPropertyDescriptor(window, 'event')?.get;

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
    listen(target, types, tell) {
      tellers.set(target, tell);
      // Capturing: Firefox calls these first, whenever they came, as the DOM standard says. Chromium does so for nodes
      // only; elsewhere the first to come is the first to be called.
      for (const type of types) target.addEventListener(type, tell, true);
      return () => {
        for (const type of types) target.removeEventListener(type, tell, true);
        tellers.delete(target);
      };
    },
    isTold: (event) => event === told,
    telling(event) {
      told = event;
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
      if (endpoints.size === 0) return false;
      const place = placeOf(url, window);
      return endpoints.has(place) || endpoints.has(place.slice(0, place.lastIndexOf('/')));
    },
  };

  const http = createHttpTap(tap, known);
  const undoes = [
    tapWebSocket(wire, window),
    tapXhr(wire, http, window),
    tapFetch(wire, http, window),
    tapJsonp(wire, window),
    tapEventSource(wire, window),
  ];
  return {
    covers() {
      if (depth > 0) return true;
      const event: unknown = currentEvent?.call(window);
      if (event instanceof Event && event.currentTarget) tellers.get(event.currentTarget)?.(event);
      // An event is in no phase once all its listeners have run.
      return told !== undefined && told.eventPhase !== 0;
    },
    undo() {
      for (const undo of undoes.reverse()) tap.guarded('wire', undo);
    },
  };
}

/** Host and path: what the URLs of one server's transports have in common. Empty when it is no URL. */
function placeOf(url: string, { document }: Window): string {
  const { host = '', pathname = '' } = addressOf(url, document.baseURI) ?? {};
  return host + pathname.replace(/\/+$/, '');
}
