import { subscriptionsOf } from '../../bayeux/bayeux.ts';
import { cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'replay-refused';

/** The server no longer has the position in a stream that a client asked to read on from. */
export function createReplayRefused(context: DiagnosisContext): Diagnosis {
  const { trace, ledger, report } = context;
  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.kind !== 'received' || message?.channel !== '/meta/subscribe') return;
      for (const channel of subscriptionsOf(message)) {
        const object = { load: event.load, channel };
        const id = findingId(KIND, object);
        if (message.successful && report.get(id)) report.settle(id, i);
        if (message.successful !== false || !/replay/i.test(message.error ?? '')) continue;
        report.raise({
          id,
          kind: KIND,
          severity: 'error',
          state: 'present',
          object,
          title: `${cutWord(channel)} cannot be read on`,
          since: event.at,
          expected: ['the stream goes on from the position that the client had'],
          observed: [`the server answered “${cutWord(message.error ?? '')}”`],
          why: ['The server keeps the messages of a stream for a time only, and that position is older'],
          advice: ['Subscribe from the newest or the oldest position that the server has, and reload what is shown.'],
          evidence: [...evidenceOf(trace, ledger.related(i).request), ...evidenceOf(trace, i, true)],
        });
      }
    },
    clear() {},
  };
}
