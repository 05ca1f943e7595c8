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

it('draws less often where a picture is dear, but at least twice a second', () => {
  const { now, after, pass } = handClock(0);
  const drawn: number[] = [];
  let cost = 40;
  // What a picture costs has passed when the next task begins.
  const calm = { now, after: (ms: number, work: () => void) => after(ms === 0 ? cost : ms, work) ?? (() => {}) };
  const schedule = calmly((draw) => draw(), calm);
  const draw = () => {
    drawn.push(now());
    schedule(draw);
  };
  schedule(draw);
  pass(1_000);
  expect(drawn).toEqual([0, 480, 960]);
  cost = 90;
  pass(1_900);
  expect(drawn.slice(3)).toEqual([1_440, 1_940, 2_440]);
});
