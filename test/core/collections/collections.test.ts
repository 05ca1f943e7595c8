import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModelHistory } from '../../../extension/core/collections/model-history.ts';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

function sessionOf(story: string) {
  const session = createSession({ maxBytes: 10_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  return session;
}
const stateOf = (story: string) => sessionOf(story).collections.of('L1', 's1');

describe('collections', () => {
  it('know name, place and size, and what is under way', () => {
    expect(
      stateOf(`
        added todos /api/todos size=2
        request c1 create /api/todos
        message POST 7 seq=4
        decision held 7
        change add 8
      `),
    ).toMatchObject({
      name: 'todos',
      channel: '/api/todos',
      foreign: false,
      size: 3,
      inFlight: 1,
      held: new Set(['7']),
      lastSeq: 4,
      gap: undefined,
      messages: 1,
      decisions: 1,
    });
  });

  it('know where nothing can be seen of what a collection does', () => {
    expect(stateOf('added todos /api/todos foreign=true')?.changesSeen).toBe(true);
    expect(stateOf('added todos /api/todos foreign=true changesSeen=false')?.changesSeen).toBe(false);
  });

  it('let go of what a response settled, and of what a decision released', () => {
    expect(
      stateOf(`
        request c1 create /api/todos
        message POST 7 seq=4
        decision held 7
        response c1 create 201 channelSeq=6
        decision matched-own-create 7 token=c1 heldMs=3
      `),
    ).toMatchObject({ inFlight: 0, held: new Set(), lastSeq: 6 });
  });

  it('remember deletions, and a gap until the resync', () => {
    const story = 'message DELETE 7 seq=9\ndecision removed 7\ndecision gap-detected got=9 missing=[7,8]';
    expect(stateOf(story)).toMatchObject({ tombstones: new Set(['7']), gap: [7, 8] });
    expect(stateOf(`${story}\ndecision resynced seq=9`)).toMatchObject({ gap: undefined });
  });

  it('begin from the state that a reconciler tells', () => {
    const state = {
      flights: [['c3', {}]],
      held: [['7', {}]],
      tombs: [
        ['5', {}],
        ['6', {}],
      ],
      sequence: { low: 4, ahead: [7] },
    };
    expect(stateOf(`added todos /api/todos inFlight=1 held=1 state=${JSON.stringify(state)}`)).toMatchObject({
      inFlight: 1,
      tokens: new Set(['c3']),
      held: new Set(['7']),
      tombstones: new Set(['5', '6']),
      lastSeq: 7,
      gap: [5, 6],
    });
  });

  it('give the channel to what only names the collection or a URL', () => {
    const { trace } = sessionOf(`
      added todos /api/todos
      request c1 create /api/todos
      http request h1 PUT http://localhost/api/todos/7?x
      http request h2 GET /api/lists
    `);
    expect([1, 2, 3].map(trace.channel)).toEqual(['/api/todos', '/api/todos', '']);
  });

  it('tell the models of any moment', () => {
    const models = [{ cid: 'c1', attributes: { id: 1, title: 'old' } }];
    const { collections } = sessionOf(`
      added todos /api/todos size=1 models=${JSON.stringify(models)}
      change add 2 attributes={"id":2}
      change change 1 attributes={"id":1,"title":"new"}
      change remove 2
      added todos /api/todos size=0 models=[]
    `);
    const at = (cursor: number) =>
      collections
        .modelsAt('L1', 's1', cursor)
        .map(({ cid, id, attributes }) => `${cid} ${id} ${JSON.stringify(attributes)}`);
    expect(at(0)).toEqual(['c1 1 {"id":1,"title":"old"}']);
    expect(at(1)).toEqual(['c1 1 {"id":1,"title":"old"}', 'c2 2 {"id":2}']);
    expect(at(2)[0]).toEqual('c1 1 {"id":1,"title":"new"}');
    expect(at(3)).toHaveLength(1);
    expect(at(4)).toEqual([]);
    expect(collections.sizeAt('L1', 's1', 1)).toBe(2);
  });

  it('tell every event about one document, of its collection and its channel alone', () => {
    const { collections } = sessionOf(`
      added todos /api/todos
      wire received POST 7 seq=1
      message POST 7 seq=1
      decision inserted 7
      change add 7
      change add 7 source=s2
      wire received POST 7 channel=/api/lists
      change change 8
    `);
    expect(collections.historyOf('L1', 's1', '7')).toEqual([1, 2, 3, 4]);
  });
});

describe('the history of models', () => {
  it('is at every moment what a replay of all changes gives, also after forgetting', () => {
    const change = fc.record({ op: fc.constantFrom('add', 'change', 'remove', 'restart'), cid: fc.nat(20) });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.integer({ min: 0, max: 400 }),
        fc.nat(),
        (changes, repeat, forgotten) => {
          const history = createModelHistory();
          const moments: Map<string, number>[] = [];
          let now = new Map<string, number>();
          let i = 0;
          // Enough of them to cross checkpoints.
          for (let round = 0; round < repeat; round += 1)
            for (const { op, cid } of changes) {
              const name = `c${cid + (round % 3)}`;
              if (op === 'restart') {
                history.restart(i, [name]);
                now = new Map([[name, i]]);
              } else {
                history.change(i, op, name);
                if (op === 'remove') now.delete(name);
                else now.set(name, i);
              }
              moments.push(new Map(now));
              i += 1;
            }
          const first = moments.length === 0 ? 0 : forgotten % moments.length;
          const sorted = (map: Map<string, number> | undefined) => [...(map ?? [])].sort();
          history.forget(first);
          for (const cursor of [first, Math.floor((first + i) / 2), i - 1])
            if (cursor >= first && cursor < i) expect(sorted(history.at(cursor))).toEqual(sorted(moments[cursor]));
          expect(history.size).toBe(now.size);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('jumps anywhere in a million changes in a moment, and keeps no model that is gone', () => {
    const history = createModelHistory();
    for (let i = 0; i < 1_000_000; i += 1) history.change(i, i % 2_000 < 1_000 ? 'change' : 'remove', `c${i % 1_000}`);
    const begun = performance.now();
    for (let cursor = 0; cursor < 1_000_000; cursor += 100_000) history.at(cursor + 999);
    expect((performance.now() - begun) / 10).toBeLessThan(50);
    expect(history.at(500_999).size).toBe(history.at(999).size);
    history.forget(900_000);
    expect(history.at(990_999)).toEqual(new Map(Array.from({ length: 1_000 }, (_, k) => [`c${k}`, 990_000 + k])));
  });
});

it('costs a collection nothing but its names when a page makes them up', () => {
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  const events = eventsOf(Array.from({ length: 3_000 }, (_, k) => `change add 1 source=s${k}`).join('\n'));
  for (let k = 0; k < events.length; k += 500) session.receive(batchOf(events.slice(k, k + 500) as LiveEvent[]));
  expect(session.collections.all()).toHaveLength(1_000);
});
