import type { LiveEvent } from '../protocol/events.ts';
import { keepOpen, takeOpen } from './document-state.ts';
import { type Moment, marked, type Placed } from './placement.ts';
import type { Tone } from './tone.ts';

/** States of a document that last, and the words that end them. */
const LASTING = new Map<string, { tone: Tone; ends: string }>([
  ['hide', { tone: 'hidden', ends: 'show' }],
  ['freeze', { tone: 'hidden', ends: 'resume' }],
  ['offline', { tone: 'offline', ends: 'online' }],
]);

/** Loads, losses and what the document went through; while it is hidden, offline or not recorded there is a bar. */
export function placePage(event: LiveEvent & { layer: 'page' }, moment: Moment): Placed {
  const lane = moment.lane('page', 'page');
  switch (event.kind) {
    case 'load':
      return marked(moment, lane, 'load');
    case 'gap':
      return marked(moment, lane, 'gap');
    case 'probe-error':
      return marked(moment, lane, 'warning');
    case 'worker':
    case 'replaced':
      return marked(moment, lane, 'quiet');
    case 'recording':
      return event.on ? ended(moment, 'paused', 'paused') : begun(moment, 'paused', 'paused');
    case 'lifecycle': {
      const lasting = LASTING.get(event.state);
      if (lasting) return begun(moment, lasting.ends, lasting.tone);
      for (const { tone, ends } of LASTING.values()) if (ends === event.state) return ended(moment, ends, tone);
      return marked(moment, lane, 'quiet');
    }
  }
}

function begun(moment: Moment, name: string, tone: Tone): Placed {
  const lane = moment.lane('page', 'page');
  if (!moment.document.open.has(`page ${name}`))
    keepOpen(moment.document, `page ${name}`, lane.begin(moment.at, moment.i, tone));
  return { lane, index: moment.i, tone };
}

function ended(moment: Moment, name: string, tone: Tone): Placed {
  takeOpen(moment.document, `page ${name}`)?.end(moment.at, tone);
  return marked(moment, moment.lane('page', 'page'), 'quiet');
}
