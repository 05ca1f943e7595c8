import type { Way } from '../replaced.ts';
import type { Tap } from '../tap.ts';
import type { FrameReader } from './frame-reader.ts';
import type { ToldFrames } from './told-frames.ts';

/** The names of Bayeux for its transports. https://docs.cometd.org/current8/reference/#_bayeux_transports */
export type Transport = 'websocket' | 'long-polling' | 'callback-polling' | 'eventsource';

/** One socket or stream, or one exchange of a poll: tells what becomes of it. */
export interface WireConnection {
  readonly name: string;
  opened(url: string, earlier?: true): void;
  sent(text: string, url?: string): void;
  received(text: string, answer?: { status?: number; ms: number }): void;
  failed(reason: string, ms?: number): void;
  closed(how?: { code: number; reason: string; clean: boolean }): void;
}

/** Those of a kind that are listened to. */
export interface WireListening<T extends EventTarget> {
  has(target: T): boolean;
  /**
   * Has `tell` called with its events: before the page's own listeners as far as possible, and once more at the latest
   * when somebody asks what the page handles.
   */
  add(target: T): void;
  remove(target: T): void;
  all(): Iterable<T>;
  /** @returns those that there were */
  removeAll(): T[];
}

/** What the taps of all transports share. */
export interface Wire {
  tap: Tap;
  /** Follows a new connection to where Bayeux is spoken, under a name never used before in this document, or its former. */
  connect(transport: Transport, url: string, name?: string): WireConnection;
  listening<T extends EventTarget>(types: readonly string[], tell: (target: T, event: Event) => void): WireListening<T>;
  /** What this event brings is to be reported now, unless it has been; until it is over, the page is handling it. */
  isNews(event: Event): boolean;
  /** The page handles what was reported while this runs. */
  during<T>(work: () => T): T;
  /** Has `tell` called when somebody asks whether a message has been told: what has come by then is to be reported. */
  onAsked(tell: () => void): void;
  /** The browser's own is used, by whatever name the page has for it. */
  used(way: Way): void;
  /** Is Bayeux spoken at this URL, or by whatever transport at its like? An event stream's has a client id more. */
  isEndpoint(url: string): boolean;
}

/** What of a client's messages the wire has told, so that nobody else needs to. */
export interface SeenOnWire {
  /**
   * Has this message been reported that a client of this session just got? If not, the wire will leave it to the one who
   * asks. A frame that the page got before us, on a socket that is older than the probe, is reported at this very question.
   */
  hasReceived(message: unknown, session: string | undefined): boolean;
  readonly sentSoFar: ToldFrames['sentSoFar'];
  readonly hasSent: ToldFrames['hasSent'];
  readonly toldSent: ToldFrames['toldSent'];
}

/** Who else listens, beside the report. */
export interface WireEars {
  /** A client subscribes to channels, one at least, over a line of these sessions. */
  subscribed(channels: readonly string[], sessions: ReadonlySet<string>): void;
  /** The browser's own is used. */
  used?(way: Way): void;
  /**
   * Messages came that nobody has told yet, over a line of these sessions; they have been reported. `read` reads them, once
   * for all who listen.
   */
  received(text: string, read: FrameReader, sessions: ReadonlySet<string>): void;
}
