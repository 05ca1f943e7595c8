import { bayeuxIn } from './bayeux-text.ts';
import { type Exchange, now, type Outgoing, once } from './exchange.ts';
import type { Wire } from './wire.ts';

const transport = 'long-polling';

/** Follows a request if it carries a Bayeux frame; a poll is a connection of one exchange. */
export function followPoll({ tap, name, sent, received, addEndpoint }: Wire, request: Outgoing): Exchange | undefined {
  const { body, url, began } = request;
  const frame = bayeuxIn(body, url);
  if (frame === undefined) return undefined;
  const connection = name(transport);
  addEndpoint(url);
  sent(connection, transport, frame, url);
  return once({
    answered: ({ status, text = '', ended = now() }) =>
      received(connection, transport, text, { status, ms: ended - began }),
    failed: (reason, ended = now()) =>
      tap.report({ layer: 'wire', kind: 'failed', connection, transport, reason, ms: ended - began }),
  });
}
