import { expect, it } from 'vitest';
import { timeOfDay, timeSpan } from '../../../extension/panel/controls/format-time.ts';

it('tells the local time to the millisecond', () => {
  expect(timeOfDay(new Date(2026, 1, 14, 9, 5, 7, 3).getTime() + 0.7)).toBe('09:05:07.003');
});

it.each([
  [0, '+0.0 ms'],
  [0.44, '+0.4 ms'],
  [9.96, '+10 ms'],
  [-48.2, '−48 ms'],
  [999.6, '+1.00 s'],
  [12_345, '+12.3 s'],
  [180_000, '+3 min'],
])('writes a span of %d ms as %s', (ms, text) => {
  expect(timeSpan(ms)).toBe(text);
});
