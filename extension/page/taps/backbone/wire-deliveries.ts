import type { Undo } from '../../../channel/channel.ts';
import { parse } from '../../json/native-json.ts';
import { textOf } from '../../values.ts';
import type { Tap } from '../tap.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { keyOf } from './backbone-objects.ts';
import { isAbout } from './hearing.ts';

/** A message that a frame brought: on which channel, what, and for which session, where that is known. */
interface Delivered {
  channel: string;
  data: unknown;
  by: string;
}

/** Whose messages a line carries; empty when nothing on it has said so yet. */
export type WireSessions = ReadonlySet<string>;

/** What is done with a delivery: `begin` tells the collections of the channel, and returns what ends it for them. */
export interface WireListener {
  /** Is no channel of concern? Then a frame need not be parsed. */
  isIdle(): boolean;
  /**
   * Has the channel collections, and no other way to learn of what these sessions, those of a line, bring them?
   * @returns the session whose message it is, '' where that is not known; nothing where it is of no concern
   */
  concerns(channel: string, sessions: WireSessions): string | undefined;
  begin(channel: string, data: unknown, by: string): Undo;
  /** Messages come on this channel: somebody of the page is subscribed to it. */
  channel(channel: string): void;
}

export interface WireDeliveries {
  /** A frame came, over a line of these sessions. The page has its messages in this task, or in what follows from it. */
  received(text: string, read: FrameReader, sessions: WireSessions): void;
  /** A collection is about to be told to have changed: the message that names this document is the one being handled. */
  changes(id: unknown): void;
}

/** How far channels are looked for in a frame, in characters from either end; and how many are remembered. */
const REACH = 1_000;
const CHANNEL = /"channel"\s*:\s*("(?:[^"\\]|\\.)+")/g;

/**
 * Takes deliveries from the wire, where the client is none that is known: CometD's, halley, a Faye in a bundle.
 *
 * When the client hands a message on is not seen. It is told when its frame comes; of several in one frame each is told
 * when a change names its document, at the latest when the frame's moment is over, which is a timer of 0 ms later.
 */
export function deliverFromWire({ guarded, later }: Tap, listener: WireListener): WireDeliveries {
  /** Messages of the frame under way that are still to be told. */
  let waiting: Delivered[] = [];
  let current: { data: unknown; end: Undo } | undefined;
  /** The names of channels, as JSON has them. */
  const heard = new Set<string>();

  function next(): void {
    current?.end();
    current = undefined;
    const message = waiting.shift();
    if (message) current = { data: message.data, end: listener.begin(message.channel, message.data, message.by) };
  }

  function finish(): void {
    while (waiting.length > 0 || current) next();
  }

  function learn(text: string): void {
    const ends = text.length > 2 * REACH ? text.slice(0, REACH) + text.slice(-REACH) : text;
    for (const [, name = ''] of ends.matchAll(CHANNEL)) {
      if (heard.has(name) || heard.size > REACH) continue;
      heard.add(name);
      const channel = channelOf(name);
      if (channel?.startsWith('/') && !channel.startsWith('/meta/')) listener.channel(channel);
    }
  }

  return {
    received(text, read, sessions) {
      guarded('wire-deliveries', () => {
        learn(text);
        const concerns = (channel: string) => listener.concerns(channel, sessions);
        // To parse a frame costs many times what it costs to look for its channels.
        if (listener.isIdle() || !names(text, concerns)) return;
        const messages = read(text).flatMap((message) => delivered(message, concerns));
        if (messages.length === 0) return;
        finish();
        waiting = messages;
        next();
        const begun = current;
        later(() => {
          // Another frame may have come since.
          if (current === begun || messages === waiting) finish();
        });
      });
    },
    changes(id) {
      const key = keyOf(id);
      if (key === undefined || !current || isAbout(current.data, key)) return;
      const ahead = waiting.findIndex(({ data }) => isAbout(data, key));
      for (let skipped = 0; skipped <= ahead; skipped += 1) next();
    },
  };
}

/** The session whose message it is, where the channel is of concern. */
type Concerns = (channel: string) => string | undefined;

/** Does a text name a channel of concern, be it one of a message or of what this carries? */
function names(text: string, concerns: Concerns): boolean {
  const looked = new Set<string>();
  for (const [, name = ''] of text.matchAll(CHANNEL)) {
    if (looked.has(name)) continue;
    looked.add(name);
    const channel = channelOf(name);
    if (channel !== undefined && concerns(channel) !== undefined) return true;
  }
  return false;
}

function channelOf(name: string): string | undefined {
  try {
    return textOf(parse(name));
  } catch {
    return undefined; // no JSON
  }
}

function delivered(message: Record<string, unknown>, concerns: Concerns): Delivered[] {
  const channel = textOf(message.channel);
  if (channel === undefined || !('data' in message)) return [];
  const by = concerns(channel);
  return by === undefined ? [] : [{ channel, data: message.data, by }];
}
