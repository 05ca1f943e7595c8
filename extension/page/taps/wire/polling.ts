import { bayeuxIn } from './bayeux-text.ts';
import { type Exchange, now, type Outgoing, once } from './exchange.ts';
import type { Wire } from './wire.ts';

/** Follows a request if it carries a Bayeux frame; a poll is a connection of one exchange. */
export function followPoll(wire: Wire, { body, url, began }: Outgoing): Exchange | undefined {
  const frame = bayeuxIn(body, url);
  if (frame === undefined) return undefined;
  const { sent, received, failed } = wire.connect('long-polling', url);
  sent(frame, url);
  return once({
    readsWhole: true,
    answered: ({ status, text = '', ended = now() }) => received(text, { status, ms: ended - began }),
    failed: (reason, ended = now()) => failed(reason, ended - began),
  });
}
