import type { LiveEvent } from '../protocol/events.ts';

/** The session that an event stream is of, which Faye puts at the end of its path; undefined for whatever else. */
export function sessionOfStream(event: LiveEvent & { layer: 'wire' }): string | undefined {
  if (event.transport !== 'eventsource' || event.kind !== 'opened') return undefined;
  return /\/([^/?#]+)\/?(?:[?#].*)?$/.exec(event.url)?.[1];
}
