import { createRecent } from '../../bounded-map.ts';
import { idPart } from '../../explanation/facts.ts';
import { say } from '../../explanation/sentence.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'several-documents-one-request';
const REQUESTS = 2_000;

/** Messages about different documents carry the id of one request: a client that trusts it takes one for the other. */
export function createSeveralDocuments(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  let documents = createRecent<string, { id: string; i: number }>(REQUESTS);
  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.kind !== 'received' || message?.envelope?.crid === undefined) return;
      const { crid, id } = message.envelope;
      if (id === undefined) return;
      const name = `${event.load} ${message.channel} ${crid}`;
      const before = documents.get(name);
      if (!before) documents.set(name, { id, i });
      if (!before || before.id === id) return;
      const object = { load: event.load, channel: message.channel };
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'warning',
        state: 'present',
        object,
        title: 'One request id on several documents',
        since: event.at,
        expected: ['the request id stands on the message of the document that the request is about, and on no other'],
        observed: say`Messages about ${idPart(before.id)} and about ${idPart(id)} carry the same one`,
        why: ['The server put the id on all that it published while it served the request'],
        advice: ['Publish what a request changes besides its document without the request id.'],
        evidence: [...evidenceOf(trace, before.i), ...evidenceOf(trace, i, true)],
      });
    },
    clear() {
      documents = createRecent(REQUESTS);
    },
  };
}
