import type { LiveEvent } from '../protocol/events.ts';
import { keepOpen, takeOpen } from './document-state.ts';
import { type Moment, marked, type Placed } from './placement.ts';
import type { Tone } from './tone.ts';

type Asked = LiveEvent & ({ layer: 'http' } | { layer: 'collection'; kind: 'request' | 'response' });

/** Requests from start to answer: those of collections on one lane, what went over HTTP on another. */
export function placeRequest(event: Asked, moment: Moment): Placed {
  const isHttp = event.layer === 'http';
  const lane = isHttp ? moment.lane('request', 'http', 'HTTP') : moment.lane('request', 'collection', 'Requests');
  const name = isHttp ? `http ${event.request}` : `request ${event.source} ${event.token}`;
  if (event.kind === 'request') {
    keepOpen(moment.document, name, lane.begin(moment.at, moment.i, 'pending'));
    return { lane, index: moment.i, tone: 'pending' };
  }
  const tone = outcomeOf(event);
  const bar = takeOpen(moment.document, name);
  if (!bar) return marked(moment, lane, tone);
  bar.end(moment.at, tone);
  return { lane: bar.lane, index: bar.index, tone };
}

function outcomeOf(event: Asked): Tone {
  if (event.kind === 'failed') return event.reason === 'abort' ? 'aborted' : 'failed';
  if (event.kind === 'request') return 'pending';
  if (event.layer === 'http') return event.status >= 200 && event.status < 400 ? 'ok' : 'failed';
  return event.ok ? 'ok' : event.status === 0 ? 'aborted' : 'failed';
}
