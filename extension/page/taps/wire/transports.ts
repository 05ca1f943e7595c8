import type { Undo } from '../../../channel/channel.ts';
import { getsFrames } from '../../../core/protocol/compact-frame.ts';
import { utf8Length } from '../../../core/protocol/utf8-length.ts';
import { addressOf } from '../../address.ts';
import type { KnownChannels } from '../../known-channels.ts';
import { undoAll } from '../../patch/patch.ts';
import { apply } from '../../patch/proxy-function.ts';
import type { Tap } from '../tap.ts';
import { subscriptionsIn } from './bayeux-text.ts';
import { tapEventSource } from './event-source.ts';
import { now } from './exchange.ts';
import { tapFetch } from './fetch.ts';
import { createFrameReader } from './frame-reader.ts';
import { createHttpTap } from './http.ts';
import { tapJsonp } from './jsonp.ts';
import { createToldFrames, type FrameCarrier } from './told-frames.ts';
import { tapWebSocket } from './web-socket.ts';
import type { SeenOnWire, Transport, Wire, WireEars, WireListening } from './wire.ts';
import { tapXhr } from './xhr.ts';

/** The taps of all transports, as the other taps see them. */
export interface WireTap {
  /** Reports the frame that the page is handling, should its handler have been called before us. */
  catchUp(): void;
  seen: SeenOnWire;
  undo: Undo;
}

/** Counts connections for as long as the document lives: a name is not used again after recording was off. */
const counts: Partial<Record<Transport, number>> = {};
/** More than a page has servers. */
const MAX_ENDPOINTS = 100;

/**
 * Reports the raw frames of every Bayeux client of the page, by whatever transport, and the requests to URLs that are
 * channels. All other traffic costs one look.
 */
export function tapWire(tap: Tap, window: Window, known: KnownChannels, ears?: WireEars): WireTap {
  const { report, guarded } = tap;
  const endpoints = new Set<string>();
  const tellers = new WeakMap<EventTarget, (event: Event) => void>();
  const read = createFrameReader();
  const toldFrames = createToldFrames(now, read);
  const asked: (() => void)[] = [];
  let told: Event | undefined;
  let depth = 0;
  const currentEvent = Object.getOwnPropertyDescriptor(window, 'event')?.get;

  const wire: Wire = {
    tap,
    connect(transport, address, name) {
      if (endpoints.size < MAX_ENDPOINTS && !wire.isEndpoint(address)) endpoints.add(placeOf(address, window));
      if (name === undefined) counts[transport] = (counts[transport] ?? 0) + 1;
      const connection = name ?? `${transport}-${counts[transport]}`;
      const isFramed = getsFrames(connection);
      const layer = 'wire';
      const line: FrameCarrier = { sessions: new Set() };
      return {
        name: connection,
        opened: (url, earlier) => report({ layer, kind: 'opened', connection, transport, url, earlier }),
        sent(frame, url) {
          const text = toldFrames.sent(line, frame);
          if (text === undefined) return;
          report({ layer, kind: 'sent', connection, transport, url, text, bytes: utf8Length(frame) });
          const channels = subscriptionsIn(text);
          channels.forEach(known.add);
          if (channels.length > 0) ears?.subscribed(channels, line.sessions);
        },
        received(frame, answer) {
          const text = toldFrames.received(line, frame);
          if (!isFramed) toldFrames.ended(line);
          if (text === undefined) return;
          if (!isFramed || !tap.frame(connection, text)) {
            const { status, ms } = answer ?? {};
            report({ layer, kind: 'received', connection, transport, text, bytes: utf8Length(frame), status, ms });
          }
          ears?.received(text, read, line.sessions);
        },
        failed(reason, ms) {
          if (!isFramed) toldFrames.ended(line);
          report({ layer, kind: 'failed', connection, transport, reason, ms });
        },
        closed(how) {
          toldFrames.ended(line);
          report({ layer, kind: 'closed', connection, transport, ...how });
        },
      };
    },
    listening<T extends EventTarget>(types: readonly string[], tell: (target: T, event: Event) => void) {
      const targets = new Set<T>();
      const onEvent = (event: Event) => guarded(event.type, () => tell(event.currentTarget as T, event));
      function remove(target: T): void {
        if (!targets.delete(target)) return;
        for (const type of types) target.removeEventListener(type, onEvent, true);
        tellers.delete(target);
      }
      return {
        has: (target) => targets.has(target),
        add(target) {
          targets.add(target);
          tellers.set(target, onEvent);
          // Capturing: Firefox calls these first, whenever they came, as the DOM standard says. Chromium does so for nodes
          // only; elsewhere the first to come is the first to be called.
          for (const type of types) target.addEventListener(type, onEvent, true);
        },
        remove,
        all: () => targets,
        removeAll() {
          const all = [...targets];
          all.forEach(remove);
          return all;
        },
      } satisfies WireListening<T>;
    },
    isNews(event) {
      if (event === told) return false;
      told = event;
      return true;
    },
    during(work) {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
      }
    },
    onAsked: (tell) => void asked.push(tell),
    used: (way) => ears?.used?.(way),
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
  /** An event is in no phase once all its listeners have run; one of a page's own making may have none at all. */
  const isHandling = () => depth > 0 || (told instanceof Event && told.eventPhase !== 0);

  function catchUp(): void {
    if (isHandling()) return;
    const event: unknown = currentEvent && apply(currentEvent, window, []);
    if (event instanceof Event && event.currentTarget) tellers.get(event.currentTarget)?.(event);
    for (const tell of asked) tell();
  }

  return {
    catchUp,
    seen: {
      hasReceived(message, session) {
        catchUp();
        return toldFrames.hasReceived(message, session, isHandling());
      },
      get sentSoFar() {
        return toldFrames.sentSoFar;
      },
      hasSent: toldFrames.hasSent,
      toldSent: toldFrames.toldSent,
    },
    undo: undoAll(guarded, undoes),
  };
}

/** Host and path: what the URLs of one server's transports have in common. Empty when it is no URL. */
function placeOf(url: string, { document }: Window): string {
  const { host = '', pathname = '' } = addressOf(url, document.baseURI) ?? {};
  return host + pathname.replace(/\/+$/, '');
}
