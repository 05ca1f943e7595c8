import { createRecent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'listener-leak';
const CHANNELS = 1_000;
/** Subscribes of one moment are one step: a page may need several; ms. */
const STEP = 1_000;

/** Handlers on one channel become more each time that something of the page is shown, and never fewer. */
export function createListenerLeak(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  /** Client and channel → the subscribes by which the handlers became more, one of each moment. */
  let steps = createRecent<string, { i: number; at: number; handlers: number }[]>(CHANNELS);

  return {
    layers: ['faye'],
    take({ i, event }) {
      if (event.layer !== 'faye' || (event.kind !== 'subscribe' && event.kind !== 'unsubscribe')) return;
      const { load, client, channel, handlers, at } = event;
      const name = `${load} ${client} ${channel}`;
      const object = { load, client, channel };
      if (event.kind === 'unsubscribe') {
        steps.delete(name);
        report.settle(findingId(KIND, object), i);
        return;
      }
      const known = steps.get(name) ?? [];
      const last = known.at(-1);
      if (last && at - last.at < STEP) last.handlers = handlers;
      else known.push({ i, at, handlers });
      steps.set(name, known.slice(-20));
      if (known.length <= thresholds.leakSteps || last === known.at(-1)) return;
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'warning',
        state: 'unsure',
        object,
        title: `Handlers on ${cutWord(channel)} become more`,
        since: known[0]?.at ?? at,
        expected: ['a subscription is cancelled when what needed it is gone'],
        observed: [`${handlers} handlers after ${known.length} subscribes at different times, and none was cancelled`],
        why: [
          'A page that shows something again and subscribes again keeps its former handlers, which all run for each message',
        ],
        advice: [
          'Cancel the subscription where the view is removed. If all of these are needed at the same time, this is right.',
        ],
        evidence: known.flatMap((each) => evidenceOf(trace, each.i, each.i === i)),
      });
    },
    clear() {
      steps = createRecent(CHANNELS);
    },
  };
}
