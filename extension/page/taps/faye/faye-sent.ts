import { createRecent } from '../../../core/bounded-map.ts';
import { at, textOf } from '../../values.ts';
import { now } from '../wire/exchange.ts';
import type { SeenOnWire } from '../wire/wire.ts';

/** What of a client's messages is seen as it leaves. */
export interface SentMessages {
  /** The client has this message on its way out, over this transport. */
  leaving(message: unknown, session: string | undefined, transport: string | undefined): void;
  /** It got this one: the answer to one of them, perhaps. */
  got(message: unknown): void;
}

interface Leaving {
  message: unknown;
  session: string | undefined;
  /** How many frames had left before, and when it was; ms by `performance.now`. */
  after: number;
  began: number;
  isTold: boolean;
}

/** Messages without an answer that are remembered, for as long as nothing shows whether they are seen. */
const LEAVING = 10_000;

/**
 * Tells the messages of one client that no wire tap sees leave, because the page has put something else in the place of its
 * transports. Whether they are seen shows at the first answer: what was answered has left, and the wire has told it by then,
 * or never will. From then on each is told at once, until one is seen on the wire again, or the transport is another.
 *
 * @param tell takes a message, and how long ago it left where that is not now, ms
 */
export function followSent(seen: SeenOnWire, tell: (message: unknown, ago?: number) => void): SentMessages {
  const leaving = createRecent<string, Leaving>(LEAVING);
  let way: 'unknown' | 'seen' | 'unseen' = 'unknown';
  let over: string | undefined;

  function tellLate(one: Leaving): void {
    if (one.isTold) return;
    one.isTold = true;
    seen.toldSent(one.message, one.session);
    tell(one.message, now() - one.began);
  }

  return {
    leaving(message, session, transport) {
      if (transport !== over && way === 'seen') way = 'unknown';
      over = transport;
      // What most messages cost.
      if (way === 'seen' && !isRare(message)) return;
      const isTold = way === 'unseen';
      if (isTold) {
        seen.toldSent(message, session);
        tell(message);
      }
      const id = textOf(at(message, 'id'));
      if (id === undefined) return;
      leaving.set(id, { message, session, after: seen.sentSoFar, began: now(), isTold });
    },
    got(message) {
      if (at(message, 'successful') === undefined) return;
      const id = textOf(at(message, 'id'));
      const answered = id === undefined ? undefined : leaving.get(id);
      if (id === undefined || !answered) return;
      leaving.delete(id);
      if (way === 'seen' && !isRare(message)) return;
      const hasLeft = seen.hasSent(id, answered.session, answered.after);
      if (hasLeft === true) way = 'seen';
      else if (hasLeft === false) {
        way = 'unseen';
        for (const [earlier, one] of leaving.entries()) {
          if (one.began > answered.began) break;
          if (!one.isTold && seen.hasSent(earlier, one.session, one.after) === false) tellLate(one);
        }
        tellLate(answered);
      }
    },
  };
}

/** Such as come by the minute: whether they are seen is looked at each time. */
const isRare = (message: unknown): boolean =>
  /^\/meta\/(?:handshake|connect)$/.test(textOf(at(message, 'channel')) ?? '');
