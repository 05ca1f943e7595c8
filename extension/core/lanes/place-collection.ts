import { readFacts } from '../explanation/facts.ts';
import { endsHold } from '../ledger/join-collection.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import { keepOpen, takeOpen } from './document-state.ts';
import type { Lane } from './lane.ts';
import { type Moment, marked, type Placed } from './placement.ts';

type Told = LiveEvent & { layer: 'collection' };

/** What live collections decide, on a lane each; what was held is a bar on its channel's. */
export function placeCollection(event: Exclude<Told, { kind: 'request' | 'response' | 'message' }>, moment: Moment) {
  const { document } = moment;
  if (event.kind === 'added') document.sources.set(event.source, { name: event.name, channel: event.channel });
  const lane = collectionLane(event.source, moment);
  switch (event.kind) {
    case 'decision':
      hold(event, moment);
      return marked(moment, lane, moment.toneOf(event, moment.i));
    case 'added':
    case 'removed':
      return marked(moment, lane, 'quiet');
    case 'error':
      return marked(moment, lane, 'warning');
    case 'change':
    case 'ended':
      return undefined;
  }
}

function collectionLane(source: string, { document, lane }: Moment): Lane {
  const known = document.sources.get(source);
  return lane('collection', `${source} ${known?.channel ?? ''}`, known?.name || source);
}

/** Begins a bar where a message is held, and ends it with the decision that says so. */
function hold(event: LiveEventOf<'collection', 'decision'>, moment: Moment): void {
  const { document, ledger, trace, i, at } = moment;
  if (event.id === undefined) return;
  const name = `held ${event.source} ${event.id}`;
  if (event.decision === 'held' || event.decision === 'held-update') {
    if (document.open.has(name)) return;
    const arrival = ledger.rowOf(i);
    const channel = trace.channel(arrival) || (document.sources.get(event.source)?.channel ?? '');
    const began = trace.has(arrival) ? trace.at(arrival) : at;
    // Of a collection that does not report, a hold is seen only when it is over.
    if (event.inferred === true) {
      const { did, heldMs } = readFacts(event.facts);
      const isSeen = did === event.decision && typeof heldMs === 'number';
      if (isSeen)
        moment
          .lane('channel', channel)
          .begin(Math.max(began, at - heldMs), arrival, 'held')
          .end(at, 'held');
      return;
    }
    keepOpen(document, name, moment.lane('channel', channel).begin(began, arrival, 'held'));
  } else if (endsHold(event.facts)) takeOpen(document, name)?.end(at, 'held');
}

/** A message that a collection heard; the one that brought it is seen already where a wire or client reported it. */
export function placeHeard(i: number, channel: string, moment: Moment): Placed | undefined {
  return moment.ledger.folded(i) ? undefined : marked(moment, moment.lane('channel', channel), 'message');
}
