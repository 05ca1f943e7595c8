import { expect, it } from 'vitest';
import { calmly } from '../../extension/panel/session-changes.ts';
import { handClock } from '../page/hand-clock.ts';

it('draws at once after a quiet time, and ten times a second while events pour in', () => {
  const { now, after, pass } = handClock(0);
  const drawn: number[] = [];
  const schedule = calmly((draw) => draw(), { now, after: (ms, draw) => after(ms, draw) ?? (() => {}) });
  for (const quiet of [20, 80, 500, 0]) {
    schedule(() => drawn.push(now()));
    pass(quiet);
  }
  expect(drawn).toEqual([0, 100, 200, 600]);
});
