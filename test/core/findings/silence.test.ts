import { describe, expect, it } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

/** A clock that the test sets. */
function createClock() {
  let now = 50_000;
  const due: { at: number; work: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, work: () => void) {
      const one = { at: now + ms, work };
      due.push(one);
      return () => {
        if (due.includes(one)) due.splice(due.indexOf(one), 1);
      };
    },
    pass(ms: number) {
      now += ms;
      for (const one of due.filter(({ at }) => at <= now)) {
        due.splice(due.indexOf(one), 1);
        one.work();
      }
    },
    get waiting() {
      return due.length;
    },
  };
}

const HELD = `
  load http://localhost:3000/
  added todos /api/todos size=0 models=[]
  request c1 create /api/todos
  message POST 7
  decision held 7 waiting=["c1"]`;

describe('a page that says nothing more', () => {
  it('is judged when the time has passed, and listeners hear it', () => {
    const clock = createClock();
    const session = createSession({ maxBytes: 10_000_000, reader: 'panel', clock });
    let told = 0;
    session.receive(batchOf(eventsOf(HELD)));
    session.subscribe(() => {
      told += 1;
    });
    clock.pass(4_000);
    expect(session.findings.list()).toEqual([]);
    clock.pass(1_500);
    expect(session.findings.list()).toMatchObject([{ kind: 'held-stuck', state: 'present' }]);
    expect(told).toBe(1);
    expect(clock.waiting).toBe(0);
  });

  it('is said to have a duplicate where that was the last to come', () => {
    const clock = createClock();
    const session = createSession({ maxBytes: 10_000_000, reader: 'panel', clock });
    session.receive(batchOf(eventsOf('added todos /api/todos size=0 models=[]\nchange add 7\nchange add 7 cid=d7')));
    expect(session.findings.list()).toEqual([]);
    clock.pass(100);
    expect(session.findings.list()).toMatchObject([{ kind: 'duplicate-model', state: 'present' }]);
  });

  it('is waited for no more when all is cleared', () => {
    const clock = createClock();
    const session = createSession({ maxBytes: 10_000_000, reader: 'panel', clock });
    session.receive(batchOf(eventsOf(HELD)));
    session.clear();
    expect(clock.waiting).toBe(0);
  });

  it('is not waited for in a recording, whose time is not the clock’s', () => {
    const clock = createClock();
    const session = createSession({ maxBytes: 10_000_000, reader: 'panel', clock });
    session.open(eventsOf(HELD));
    expect(clock.waiting).toBe(0);
  });
});
