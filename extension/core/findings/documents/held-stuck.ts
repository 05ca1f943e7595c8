import { createRecent } from '../../bounded-map.ts';
import { idPart, readFacts, requestsPart } from '../../explanation/facts.ts';
import { spanOf } from '../../explanation/format.ts';
import { say } from '../../explanation/sentence.ts';
import { shortId } from '../../explanation/short-names.ts';
import { endsHold } from '../../ledger/join-collection.ts';
import { type Diagnosis, type DiagnosisContext, findingId, objectOf } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'held-stuck';

/** Messages that wait at the same time. */
const WAITING = 1_000;

/** A message is held, and the own requests that it waits for have not settled for long. */
export function createHeldStuck(context: DiagnosisContext): Diagnosis {
  const { trace, ledger, report, thresholds } = context;
  let waiting = createRecent<string, () => void>(WAITING);

  return {
    layers: ['collection'],
    take({ i, event }) {
      if (event.layer !== 'collection') return;
      if (event.kind !== 'decision' || event.inferred === true) {
        if (event.kind !== 'removed') return;
        for (const [name, stop] of [...waiting.entries()])
          if (name.startsWith(`${event.load}\n${event.source}\n`)) {
            stop();
            waiting.delete(name);
          }
        return;
      }
      const { load, source, id, decision, facts, at } = event;
      if (id === undefined && decision !== 'resynced') return;
      const name = `${load}\n${source}\n${id}`;
      if (decision === 'held' || decision === 'held-update') {
        if (waiting.get(name)) return;
        const stop = context.at(at + thresholds.held, () => state(i));
        waiting.set(name, stop);
      } else if (endsHold(facts) || decision === 'removed' || decision === 'tombstoned') {
        waiting.get(name)?.();
        waiting.delete(name);
        report.settle(findingId(KIND, { load, source, document: id }), i);
      }
    },
    clear() {
      waiting = createRecent(WAITING);
    },
  };

  function state(i: number): void {
    const event = trace.has(i) ? trace.event(i) : undefined;
    if (event?.kind !== 'decision' || event.id === undefined) return;
    const { load, source, id, at } = event;
    if (context.collections.of(load, source)?.removedAt !== undefined) return;
    const { waiting: tokens } = readFacts(event.facts);
    const cause = ledger.causeOf(i);
    report.raise({
      id: findingId(KIND, { load, source, document: id }),
      kind: KIND,
      severity: 'warning',
      state: 'present',
      object: objectOf(event, context, id),
      title: `Message of ${shortId(id)} is held for long`,
      since: at,
      expected: say`The requests that it waits for are answered within ${spanOf(thresholds.held) ?? ''}`,
      observed: say`No answer came to ${requestsPart(tokens)}`,
      why: say`The message about ${idPart(id)} may be the echo of an own create, so it is not shown until that is answered`,
      advice: [
        'Look whether the request is stuck in the page or at the server. A LiveCollection lets go of the message by itself after its own limit.',
      ],
      evidence: [...evidenceOf(trace, cause), ...evidenceOf(trace, i, true)],
    });
  }
}
