import { expect, it } from 'vitest';
import { browserClock } from '../../../extension/panel/controls/browser-clock.ts';

/** Resolves in a turn of its own. */
const later = (ms: number) => new Promise<void>((resolve) => browserClock.after(ms, resolve));

it('runs what is to be done next in turns of their own, in order, without what was cancelled', async () => {
  const done: string[] = [];
  browserClock.after(0, () => done.push('first'));
  const cancel = browserClock.after(0, () => done.push('cancelled'));
  browserClock.after(0, () => done.push('last'));
  cancel();
  expect(done).toEqual([]);
  await later(0);
  expect(done).toEqual(['first', 'last']);
});

it('lets go of a wait that is cancelled, and of one that is over', async () => {
  const done: string[] = [];
  const cancel = browserClock.after(1, () => done.push('cancelled'));
  let cancelLate = () => {};
  const over = new Promise<void>((resolve) => {
    cancelLate = browserClock.after(0, () => resolve(void done.push('done')));
  });
  cancel();
  await over;
  await later(2);
  cancelLate();
  expect(done).toEqual(['done']);
});
