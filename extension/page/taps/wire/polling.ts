import { answersFrame, bayeuxIn, hasMeta } from './bayeux-text.ts';
import { type Exchange, now, type Outgoing, once } from './exchange.ts';
import type { HttpTap } from './http.ts';
import type { Wire } from './wire.ts';

/**
 * Follows a request if it carries a Bayeux frame, or goes to a channel. A poll is a connection of one exchange.
 *
 * A page's own endpoint may take `{channel, data}` as well. Where the server is none that is known, a frame without a
 * `/meta/` channel is Bayeux if its answer is, and is reported then.
 */
export function followRequest(
  wire: Wire,
  http: HttpTap,
  outgoing: Outgoing,
  becomesKnown: (exchange: Exchange) => void,
): Exchange | undefined {
  const { body, url } = outgoing;
  const frame = bayeuxIn(body, url);
  if (frame !== undefined && (wire.isEndpoint(url) || hasMeta(frame))) return once(followPoll(wire, outgoing, frame));
  const followed = http.follow(outgoing, becomesKnown);
  return followed || frame === undefined ? followed : once(followDoubtful(wire, outgoing, frame));
}

function followPoll(wire: Wire, { url, began }: Outgoing, frame: string): Exchange {
  const { sent, received, failed } = wire.connect('long-polling', url);
  sent(frame, url);
  return {
    readsWhole: true,
    answered: ({ status, text = '', ended = now() }) => received(text, { status, ms: ended - began }),
    failed: (reason, ended = now()) => failed(reason, ended - began),
  };
}

function followDoubtful(wire: Wire, outgoing: Outgoing, frame: string): Exchange {
  return {
    answered(answer) {
      if (answersFrame(answer.text ?? '', frame)) followPoll(wire, outgoing, frame).answered(answer);
    },
    failed() {},
  };
}
