import { median } from '../compare.ts';
import { atMost, type Measured } from '../figure.ts';
import type { Bench } from './index.ts';

const TURNS = 5;

/** How long it takes to know a page that is full already, and how long the page stands still for it. */
export async function* attaching({ ours, origin }: Bench): AsyncIterable<Measured> {
  const tab = await ours.newPage(`${origin}/models`);
  await tab.waitFor(() => window.ready);
  const times: number[] = [];
  const standstills: number[] = [];
  for (let turn = -1; turn < TURNS; turn += 1) {
    await tab.waitFor(() => window.left());
    await tab.evaluate(() => window.watchAttach());
    const panel = await tab.openDevtools();
    const { ms, blocked } = (await tab.waitFor(() => window.attached())) as { ms: number; blocked: number };
    await panel.close();
    if (turn < 0) continue;
    times.push(ms);
    standstills.push(blocked);
  }
  await tab.close();
  const what = 'attaching to a page with 1,000 models in 10 collections';
  yield atMost(50, 'ms', what, median(times));
  yield atMost(16, 'ms', `the longest standstill of the page, ${what}`, median(standstills));
}
