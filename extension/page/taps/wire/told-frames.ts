import { jsonOf } from '../../json/json-of.ts';
import { at, textOf } from '../../values.ts';
import type { FrameReader } from './frame-reader.ts';

/**
 * What the wire has reported recently, so that a message that a client hands on is not reported a second time.
 *
 * A page may hand a frame on as it likes: in the browser's event, in one of its own, in a later task, by a class, a Proxy or
 * a mock around the socket. So a message is known by what it is: its session, its channel, its id, its data, and its place
 * among those of its frame. Each of a frame stands for one: two equal messages that a server sent are two.
 */
export interface ToldFrames {
  /** A frame left over this line. @returns what of it is to be told: all, the messages that nobody has told, or nothing */
  sent(line: FrameCarrier, text: string): string | undefined;
  /** A frame came over this line. @returns the same */
  received(line: FrameCarrier, text: string): string | undefined;
  /** No more comes over this line. */
  ended(line: FrameCarrier): void;
  /**
   * Has the wire told this message, which a client of this session got? If not, somebody else tells it now, and the wire
   * will not when it comes to it.
   * @param isHandling the page is handling the frame that was told last
   */
  hasReceived(message: unknown, session: string | undefined, isHandling: boolean): boolean;
  /** How many frames have left, by which `hasSent` knows what is meant. */
  readonly sentSoFar: number;
  /** Did the message of this id leave on the wire after so many frames? Undefined when that is forgotten. */
  hasSent(id: string, session: string | undefined, after: number): boolean | undefined;
  /** Somebody else tells this message, of which nobody saw that it left. */
  toldSent(message: unknown, session: string | undefined): void;
}

/** A socket or stream, or one exchange of a poll. */
export interface FrameCarrier {
  /** Whose messages it carries; empty when nothing on it has said so yet. */
  readonly sessions: Set<string>;
}

interface Frame {
  line: FrameCarrier;
  text: string;
  /** How many of its messages, the first ones, were handled while it was, and the most that it can have. */
  handled: number;
  most: number;
  /** The messages, once somebody asked for them; undefined where one has been found. */
  messages: (Message | undefined)[] | undefined;
}

interface Message {
  /** Its JSON. */
  whole: string;
  channel: unknown;
  id: unknown;
}

interface Expected extends Message {
  session: string | undefined;
  /** By `performance.now`. */
  until: number;
}

/** Frames that are remembered, and characters of all but the newest: a wrapper hands on within some milliseconds. */
const FRAMES = 256;
const CHARACTERS = 1024 * 1024;
/** Messages that others told before the wire, and for how long the wire may still bring them, ms. */
const EXPECTED = 64;
const EXPECTED_MS = 2_000;
/** Sessions that share a line, and lines that are open. */
const SESSIONS = 16;
const LINES = 100;

const SESSION = '"clientId":"';
const CHANNEL = '"channel"';

/**
 * @param now ms, by a clock that only goes forward
 * @param read reads the messages of a frame
 */
export function createToldFrames(now: () => number, read: FrameReader): ToldFrames {
  const received = createRecentFrames();
  const sent = createRecentFrames();
  const lines = new Set<FrameCarrier>();
  let expected: Expected[] = [];
  let expectedSent: Expected[] = [];

  const messagesIn = (text: string): Message[] => read(text).map(messageOf);

  /** The message's own session says it best, and few say so. */
  function learn(line: FrameCarrier, text: string): void {
    if (!lines.has(line)) {
      lines.add(line);
      if (lines.size > LINES) for (const oldest of lines.values()) return void lines.delete(oldest);
    }
    const begin = text.lastIndexOf(SESSION) + SESSION.length;
    if (begin < SESSION.length || line.sessions.size >= SESSIONS) return;
    line.sessions.add(text.slice(begin, text.indexOf('"', begin)));
  }

  /** A frame without the messages that were told before the wire came to it. */
  function newsIn(line: FrameCarrier, text: string, among: Expected[]): { text: string | undefined; left: Expected[] } {
    const left = among.filter(({ until }) => until > now());
    const messages = left.length > 0 ? messagesIn(text) : [];
    const news = messages.filter((message) => {
      const told = left.findIndex(
        (one) =>
          carries(line, one.session) &&
          one.channel === message.channel &&
          one.id === message.id &&
          isAlike(one, message),
      );
      if (told >= 0) left.splice(told, 1);
      return told < 0;
    });
    if (news.length === messages.length) return { text, left };
    return { text: news.length === 0 ? undefined : `[${news.map(({ whole }) => whole).join()}]`, left };
  }

  const answers = (frame: Frame, reply: Message, session: string | undefined): boolean =>
    carries(frame.line, session) && messagesIn(frame.text).some((message) => isNamed(message, reply));

  /** Finds a message in a frame, once. */
  function take(frame: Frame, wanted: Message, is: (one: Message, other: Message) => boolean): boolean {
    frame.messages ??= messagesIn(frame.text);
    const { messages } = frame;
    for (let i = 0; i < messages.length; i += 1) {
      const message = messages[i];
      if (i < frame.handled || !message || !is(message, wanted)) continue;
      messages[i] = undefined;
      return true;
    }
    return false;
  }

  const expectation = (message: unknown, session: string | undefined): Expected => ({
    ...messageOf(message),
    session,
    until: now() + EXPECTED_MS,
  });

  return {
    sent(line, text) {
      learn(line, text);
      sent.add(line, text);
      if (expectedSent.length === 0) return text;
      const news = newsIn(line, text, expectedSent);
      expectedSent = news.left;
      return news.text;
    },
    received(line, text) {
      // A handshake's answer is the first to say whose line it is.
      if (line.sessions.size === 0) learn(line, text);
      if (expected.length === 0) {
        received.add(line, text);
        return text;
      }
      const news = newsIn(line, text, expected);
      expected = news.left;
      if (news.text !== undefined) received.add(line, news.text);
      return news.text;
    },
    ended: (line) => void lines.delete(line),
    hasReceived(message, session, isHandling) {
      const newest = received.all.at(-1);
      if (isHandling && newest && carries(newest.line, session)) {
        if (newest.handled === 1) newest.most = channelsIn(newest.text);
        if (newest.handled < newest.most) {
          newest.handled += 1;
          return true;
        }
      }
      const wanted = messageOf(message);
      if (received.all.some((frame) => carries(frame.line, session) && take(frame, wanted, isSame))) return true;
      const { id } = wanted;
      // What the page changed on the way is still the message of its id.
      if (
        id !== undefined &&
        received.all.some((frame) => carries(frame.line, session) && take(frame, wanted, isNamed))
      )
        return true;
      // A server answers a request once: the reply to it is known by its id, whatever the frame was taken for before.
      if (id !== undefined && isReply(wanted) && received.all.some((frame) => answers(frame, wanted, session)))
        return true;
      for (const line of lines)
        if (carries(line, session)) {
          expected.push(expectation(message, session));
          if (expected.length > EXPECTED) expected.shift();
          break;
        }
      return false;
    },
    get sentSoFar() {
      return sent.count;
    },
    hasSent(id, session, after) {
      const known = sent.all.slice(Math.max(0, sent.all.length - (sent.count - after)));
      const named = `"id":"${id}"`;
      const belongs = session === undefined ? '"/meta/handshake"' : session;
      if (known.some(({ text }) => text.includes(named) && text.includes(belongs))) return true;
      return sent.count - after > known.length ? undefined : false;
    },
    toldSent(message, session) {
      expectedSent.push(expectation(message, session));
      if (expectedSent.length > EXPECTED) expectedSent.shift();
    },
  };
}

/** The newest frames. */
function createRecentFrames() {
  const all: Frame[] = [];
  let characters = 0;
  let count = 0;
  return {
    all,
    /** All that there were. */
    get count() {
      return count;
    },
    add(line: FrameCarrier, text: string): void {
      count += 1;
      while (all.length > 0 && (all.length >= FRAMES || characters > CHARACTERS))
        characters -= all.shift()?.text.length ?? 0;
      all.push({ line, text, handled: 0, most: 1, messages: undefined });
      characters += text.length;
    },
  };
}

/** A client that has no session yet may be at any line, and at a line that has not said whose it is may be any client. */
const carries = ({ sessions }: FrameCarrier, session: string | undefined): boolean =>
  session === undefined || sessions.size === 0 || sessions.has(session);

const isSame = (one: Message, other: Message): boolean => one.whole === other.whole;
const isNamed = (one: Message, other: Message): boolean => one.channel === other.channel && one.id === other.id;
const isReply = ({ channel }: Message): boolean => typeof channel === 'string' && channel.startsWith('/meta/');
/** With an id it may have been changed on its way. */
const isAlike = (one: Message, other: Message): boolean => one.id !== undefined || isSame(one, other);

/** As many messages as that has a frame at most: what they carry may have channels, too. */
function channelsIn(text: string): number {
  let count = 0;
  for (let i = text.indexOf(CHANNEL); i >= 0; i = text.indexOf(CHANNEL, i + CHANNEL.length)) count += 1;
  return count;
}

function messageOf(message: unknown): Message {
  return { whole: jsonOf(message), channel: textOf(at(message, 'channel')), id: at(message, 'id') };
}
