import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import type { RowLane } from '../explanation/summary.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** The lane that an event's row stands in: the same as its summary says, without the words. */
export function laneOf(event: LiveEvent, message: BayeuxMessage | undefined): RowLane {
  switch (event.layer) {
    case 'page':
      return 'page';
    case 'http':
      return 'request';
    case 'collection':
      if (event.kind === 'message') return 'message';
      return event.kind === 'request' || event.kind === 'response' ? 'request' : 'collection';
    default: {
      const isData = message !== undefined && !message.isMeta && message.successful === undefined;
      return isData && event.kind === 'received' ? 'message' : 'wire';
    }
  }
}
