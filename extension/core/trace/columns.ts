import { type BayeuxMessage, readEnvelope } from '../bayeux/bayeux.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** What a list sorts, filters and colours by; '' where an event has none. */
export interface Columns {
  /** The channel a message went over or is about, or that a collection listens to. */
  channel: string;
  /** POST, PUT, PATCH, DELETE of a message or HTTP request; create, read, update, patch, delete of a collection's request. */
  method: string;
  /** The model's id. */
  modelId: string;
  decision: string;
}

/**
 * Reads an event's columns into `into`, which the caller may use again for the next: a trace takes hundreds of
 * thousands of events a second.
 *
 * @param message the Bayeux message that went with the event, read already
 * @param channel what the event does not say itself: the channel of its collection, or of its URL
 */
export function readColumns(event: LiveEvent, into: Columns, message?: BayeuxMessage, channel = ''): Columns {
  into.channel = channel;
  into.method = into.modelId = into.decision = '';
  if (message) {
    into.channel = message.isMeta ? (message.subscription ?? '') : message.channel;
    into.method = message.envelope?.method ?? '';
    into.modelId = message.envelope?.id ?? '';
    return into;
  }
  if (event.layer === 'collection') return readCollection(event, into);
  if (event.layer === 'http' && event.kind === 'request') into.method = event.method;
  else if (event.layer === 'faye' && 'channel' in event) into.channel = event.channel;
  return into;
}

function readCollection(event: LiveEvent & { layer: 'collection' }, into: Columns): Columns {
  switch (event.kind) {
    case 'added':
      into.channel = event.channel;
      break;
    case 'message': {
      const envelope = readEnvelope(event.message);
      into.channel = event.channel;
      into.method = envelope?.method ?? '';
      into.modelId = envelope?.id ?? '';
      break;
    }
    case 'request':
    case 'response':
      into.method = event.method;
      into.modelId = event.id ?? '';
      break;
    case 'decision':
      into.decision = event.decision;
      into.modelId = event.id ?? '';
      break;
    case 'change':
      into.modelId = event.id ?? '';
      break;
    default:
  }
  return into;
}
