import type { LiveEvent } from '../protocol/events.ts';
import { type BayeuxMessage, readMessage } from './bayeux.ts';
import { readFrame } from './frames.ts';

/** What a frame or a Faye client carried, as JSON: the message itself, or nothing when it is none or not one alone. */
export function carriedBy(event: LiveEvent): unknown {
  if (event.kind !== 'sent' && event.kind !== 'received') return undefined;
  if (event.layer === 'faye') return event.message;
  const messages = readFrame(event.text);
  return messages.length === 1 ? messages[0] : undefined;
}

/** The JSON Pointer of `carriedBy(event)` within the event, as its marks have it. */
export function carriedPathOf(event: LiveEvent): string {
  if (event.layer !== 'wire' || !('text' in event)) return '/message';
  return event.part === undefined && event.text.trimStart().startsWith('[') ? '/text/0' : '/text';
}

/** The Bayeux message that went with this event, or nothing. */
export function messageOf(event: LiveEvent): BayeuxMessage | undefined {
  return event.kind === 'sent' || event.kind === 'received' ? readMessage(carriedBy(event)) : undefined;
}
