import { describe, expect, it } from 'vitest';
import { createSession, type Session } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

function hear(story: string, maxBytes = 8_000_000): Session {
  const session = createSession({ maxBytes, reader: 'panel' });
  const events = eventsOf(story);
  for (let n = 0; n < events.length; n += 2_000) session.receive(batchOf(events.slice(n, n + 2_000)));
  return session;
}

describe('what was counted of a collection', () => {
  it('is what it was at every event', () => {
    const { collections } = hear(`
      load http://localhost:3000/
      added todos /api/todos size=2
      request c1 create /api/todos
      received POST 7 seq=4
      message POST 7 seq=4
      decision held 7 waiting=["c1"]
      response c1 create 201 id=7
      decision matched-own-create 7 token=c1 via=response heldMs=12
      change add 7
      message DELETE 7 seq=5
      decision removed 7 seq=5
      change remove 7
      message PUT 8 seq=9
      decision gap-detected got=9 missing=[6,7,8]
    `);
    const at = (i: number) => {
      const { size, inFlight, held, tombstones, lastSeq, gap } = collections.countsAt('L1', 's1', i)?.counts ?? {};
      return [size, inFlight, [...(held ?? [])].join(), [...(tombstones ?? [])].join(), lastSeq, gap?.join()];
    };
    expect(collections.countsAt('L1', 's1', 0)).toBeUndefined();
    expect(at(1)).toEqual([2, 0, '', '', undefined, undefined]);
    expect(at(2)).toEqual([2, 1, '', '', undefined, undefined]);
    expect(at(5)).toEqual([2, 1, '7', '', 4, undefined]);
    expect(at(8)).toEqual([3, 0, '', '', 4, undefined]);
    expect(at(11)).toEqual([2, 0, '', '7', 5, undefined]);
    expect(at(13)).toEqual([2, 0, '', '7', 9, '6,7,8']);
  });

  it('agrees with what is counted now, beyond many copies', () => {
    const lines = ['load http://localhost:3000/', 'added todos /api/todos'];
    for (let n = 1; n <= 6_000; n += 1) lines.push(`message POST ${n} seq=${n}`, `change add ${n}`);
    const { collections, trace } = hear(lines.join('\n'));
    const past = collections.countsAt('L1', 's1', trace.end - 1);
    expect(past?.isWhole).toBe(true);
    expect(past?.counts).toMatchObject({ size: 6_000, messages: 6_000, lastSeq: 6_000 });
    expect(collections.countsAt('L1', 's1', 5_001)?.counts).toMatchObject({ size: 2_500, lastSeq: 2_500 });
    expect(collections.of('L1', 's1')).toMatchObject({ size: 6_000, messages: 6_000 });
  });

  it('says when the events that it would take are forgotten', () => {
    const lines = ['load http://localhost:3000/', 'added todos /api/todos'];
    for (let n = 1; n <= 3_000; n += 1) lines.push(`message POST ${n} seq=${n}`);
    const { collections, trace } = hear(lines.join('\n'), 200_000);
    expect(trace.first).toBeGreaterThan(1);
    expect(collections.countsAt('L1', 's1', trace.end - 1)?.isWhole).toBe(false);
  });
});
