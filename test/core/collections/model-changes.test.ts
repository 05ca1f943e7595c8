import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../extension/core/collections/model-changes.ts';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

/** The changes that the `n`th row brought, in short. */
function changesIn(story: string) {
  const session = createSession({ maxBytes: 8_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  const { trace, ledger, collections, rows } = session;
  return (n: number) => {
    const row = rows.at(n) ?? -1;
    return changesOf(row, trace, ledger, collections).changes.map(
      ({ op, id, before, after }) => `${op} ${id}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
    );
  };
}

const BEGIN = `
  load http://localhost:3000/
  added todos /api/todos models=[{"cid":"c7","attributes":{"id":"7","title":"milk"}}]
`;

describe('the changes of a row', () => {
  it('are those that its message led to, with what was before', () => {
    const of = changesIn(`${BEGIN}
      received PUT 7 seq=4
      message PUT 7 seq=4
      decision merged 7
      change change 7 attributes={"id":"7","title":"rent"}
      message PUT 7 seq=5
      decision merged 7
      change change 7 attributes={"id":"7","title":"tea"}
    `);
    expect(of(2)).toEqual(['change 7: {"id":"7","title":"milk"} → {"id":"7","title":"rent"}']);
    expect(of(3)).toEqual(['change 7: {"id":"7","title":"milk"} → {"id":"7","title":"rent"}']);
  });

  it('are, of a held message, those of its document when the hold ended', () => {
    const of = changesIn(`${BEGIN}
      request c1 create /api/todos cid=c8
      received POST 8 seq=4
      message POST 8 seq=4
      decision held 8 waiting=["c1"]
      response c1 create 201 id=8
      decision matched-own-create 8 token=c1 via=response heldMs=12
      change add 8 attributes={"id":"8"}
      change change 7 attributes={"id":"7"}
    `);
    expect(of(3)).toEqual(['add 8: undefined → {"id":"8"}']);
  });

  it('are, of a request, what the application changed just before it', () => {
    const of = changesIn(`${BEGIN}
      change change 7 input=0 attributes={"id":"7","title":"rent"}
      request u1 update /api/todos/7 cid=c7 id=7 after=1
    `);
    expect(of(3)).toEqual(['change 7: {"id":"7","title":"milk"} → {"id":"7","title":"rent"}']);
  });

  it('stay those of their own collection', () => {
    const of = changesIn(`${BEGIN}
      added others /api/todos source=s2
      message PUT 7 seq=4
      message PUT 7 seq=4 source=s2
      change change 7 source=s2 attributes={"id":"7"}
      change change 7 attributes={"id":"7","title":"rent"}
    `);
    expect(of(3)).toEqual(['change 7: {"id":"7","title":"milk"} → {"id":"7","title":"rent"}']);
  });

  it('of a model that left say what it was', () => {
    const of = changesIn(`${BEGIN}
      message DELETE 7 seq=4
      change remove 7
    `);
    expect(of(2)).toEqual(['remove 7: {"id":"7","title":"milk"} → undefined']);
  });
});
