import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMessageRate, RATE_SECONDS } from '../../../extension/core/subscriptions/message-rate.ts';

it('counts each of the last 60 seconds, as a list of all times would', () => {
  const times = fc.array(fc.integer({ min: -5_000, max: 20_000 }), { maxLength: 100 });
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 200_000 }), (steps, after) => {
      const rate = createMessageRate();
      const all: number[] = [];
      let at = 1_000_000;
      let newest = 0;
      for (const step of steps) {
        at = Math.max(1_000, at + step);
        rate.count(at);
        const second = Math.floor(at / 1_000);
        newest = Math.max(newest, second);
        if (second > newest - RATE_SECONDS) all.push(second);
      }
      const now = newest * 1_000 + after;
      const last = Math.floor(now / 1_000);
      const expected = Array.from({ length: RATE_SECONDS }, (_, k) => {
        const second = last - RATE_SECONDS + 1 + k;
        return second > newest - RATE_SECONDS ? all.filter((one) => one === second).length : 0;
      });
      expect(rate.upTo(now)).toEqual(expected);
    }),
  );
});
