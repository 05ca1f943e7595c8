import { describe, expect, it } from 'vitest';
import { verdictsOf } from '../../../extension/core/explanation/verdicts.ts';
import { createSession, type Session } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

function hear(story: string): Session {
  const session = createSession({ maxBytes: 8_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  return session;
}

/** The verdicts on the `n`th row that carries a decision: each as text, its links in brackets with the event's number. */
function verdictsOn({ trace, ledger, rows }: Session, n = 0): string[] {
  const decided = Array.from({ length: rows.length }, (_, k) => rows.at(k) ?? -1).filter(
    (row) => ledger.decisionsOf(row).length > 0,
  );
  return verdictsOf(ledger.decisionsOf(decided[n] ?? -1), trace, ledger).map(({ sentence }) =>
    sentence
      .map(({ text, event }) => (event === undefined ? text : `[${text} → ${trace.kind(event)} ${trace.seq(event)}]`))
      .join(''),
  );
}

const HOLD = `
  load http://localhost:3000/
  added todos /api/todos
  request c12 create /api/todos
  request c15 create /api/todos
  received POST 7 seq=4
  message POST 7 seq=4
  decision held 7 waiting=["c12","c15"] ages=[48,3] seq=4
`;

describe('a verdict', () => {
  it('says a hold and its end in one sentence, and names every event in it', () => {
    const session = hear(`${HOLD}
      response c12 create 201 id=7 after=48
      decision matched-own-create 7 token=c12 via=response heldMs=48
    `);
    expect(verdictsOn(session)).toEqual([
      'Held 48 ms: two creates were in flight, [#12 → request 3] and [#15 → request 4]. [The response → response 8] to [#12 → request 3] brought id 7, so this message was its echo, and made no second model.',
    ]);
    expect(verdictsOn(session, 1)).toEqual([
      'Matched: [the response → response 8] to our own create [#12 → request 3] brought this id; the message had been held for 48 ms.',
    ]);
  });

  it('says of a hold that nothing came of whose document it was', () => {
    const session = hear(`${HOLD}
      response c12 create 201 id=8
      response c15 create 201 id=9
      decision inserted-after-hold 7 waited=["c12","c15"] ms=120
    `);
    expect(verdictsOn(session)[0]).toBe(
      'Held 120 ms: two creates were in flight, [#12 → request 3] and [#15 → request 4]. They settled, none as this document, so somebody else made this one, and it was inserted.',
    );
  });

  it('waits for the end of a hold', () => {
    expect(verdictsOn(hear(HOLD))[0]).toMatch(/^Held: two creates were in flight, .* \(since 48 ms and 3 ms\)/);
  });

  it('names the message that a late one is measured against', () => {
    const session = hear(`
      load http://localhost:3000/
      added todos /api/todos
      received DELETE 7 seq=9
      message DELETE 7 seq=9
      decision removed 7 seq=9 v=3
      received PUT 7 seq=8
      message PUT 7 seq=8
      decision ignored-tombstoned 7 seq=8 v=2 tombstone={"v":3,"seq":9}
    `);
    expect(verdictsOn(session, 1)).toEqual([
      'Ignored: the document had already been deleted (tombstone at v 3, [seq 9 → message 4]).',
    ]);
  });

  it('names the request of its own collection and document only', () => {
    const session = hear(`
      load http://localhost:3000/
      added todos /api/todos source=s1
      added others /api/todos source=s2
      request c1 create /api/todos source=s1
      request c1 create /api/todos source=s2
      message POST 7 source=s1
      decision held 7 waiting=["c1"] source=s1
    `);
    expect(verdictsOn(session)[0]).toContain('[#1 → request 4]');
  });

  it('names the create that a collection which is not ours should have waited for', () => {
    const session = hear(`
      load http://localhost:3000/
      added todos /api/todos
      request c1 create /api/todos
      message POST 7
      decision inserted 7 waiting=["c1"] expected=held did=inserted
    `);
    expect(verdictsOn(session)[0]).toContain('its own create [#1 → request 3] was in flight');
  });

  it('leaves as text what is not here', () => {
    const session = hear(`
      load http://localhost:3000/
      message POST 7
      decision held 7 waiting=["c1"]
    `);
    expect(verdictsOn(session)).toEqual(['Held: one create was in flight, #1; this may be the echo of it.']);
  });

  it('lists the facts of all its decisions, whatever their names', () => {
    const { trace, ledger } = hear(`
      load http://localhost:3000/
      message POST 7
      decision inserted 7 seq=4 __proto__={"a":1}
    `);
    const [verdict] = verdictsOf([2], trace, ledger);
    expect(verdict?.facts.map(({ name }) => name)).toEqual(['seq', '__proto__']);
  });
});
