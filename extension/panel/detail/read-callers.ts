import { readStack } from '../../core/detail/call-stack.ts';
import { summarise } from '../../core/explanation/summary.ts';
import type { Session } from '../../core/session.ts';
import type { CallSite } from './detail-view.ts';

/** Events between an application's `subscribe` and the message that carries it. */
const REACH = 2_000;

/**
 * The calls that caused what is on the row: of a request, or of the request that a message echoes; of a subscription.
 * Only the probe's events of the layers http and faye carry a stack.
 */
export function readCallers(session: Session, index: number): CallSite[] {
  const { trace, ledger } = session;
  const { request, exchange } = ledger.related(index);
  const asked = [index, request, exchange].filter((at) => at !== undefined);
  const requestAt =
    asked.find((at) => trace.layer(at) === 'http' && trace.kind(at) === 'request') ??
    asked.find((at) => trace.kind(at) === 'request');
  const at = requestAt ?? subscribeOf(session, index);
  if (at === undefined || !trace.has(at)) return [];
  const event = trace.event(at);
  const stack = 'stack' in event ? event.stack : undefined;
  // The details of a message ask for the stack of its request only when there is one.
  if (stack === undefined && !['request', 'subscribe', 'sent'].includes(trace.kind(index))) return [];
  const { title } = summarise(event);
  const of = event.kind === 'request' ? event.url : trace.channel(at);
  return [{ index: at, title: `${title} ${of}`, frames: stack === undefined ? undefined : readStack(stack) }];
}

/** The application's call behind a subscription: the event itself, or the last one before the client asked the server. */
function subscribeOf({ trace }: Session, index: number): number | undefined {
  if (trace.layer(index) === 'faye' && trace.kind(index) === 'subscribe') return index;
  const message = trace.kind(index) === 'sent' ? trace.message(index) : undefined;
  if (message?.channel !== '/meta/subscribe') return undefined;
  const channels = message.subscriptions ?? [message.subscription];
  for (let at = index - 1; at >= Math.max(trace.first, index - REACH); at -= 1)
    if (trace.kind(at) === 'subscribe' && trace.load(at) === trace.load(index) && channels.includes(trace.channel(at)))
      return at;
  return undefined;
}
