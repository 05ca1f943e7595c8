import { press } from '../../support/panel-driver.ts';
import { median } from '../compare.ts';
import { atLeast, atMost, type Measured, seen } from '../figure.ts';
import type { Bench } from './index.ts';
import { untilCounted, untilHeard } from './panel-counts.ts';

const EVENTS = 100_000;
const TURNS = 5;

/** From a report in the page to the count in the panel, as a share of what JSON alone would allow. */
export async function* endToEnd({ ours, origin }: Bench): AsyncIterable<Measured> {
  const tab = await ours.newPage(`${origin}/reports`);
  const panel = await tab.openDevtools();
  await untilHeard(panel);
  const ratios: number[] = [];
  const rates: number[] = [];
  let lost = 0;
  for (let turn = -1; turn < TURNS; turn += 1) {
    await press(panel, 'Clear');
    const floorBefore = await tab.evaluate((count: number) => window.floor(count), EVENTS);
    // Firefox is asked one thing at a time: the page must be at it when the panel is asked to wait.
    await tab.evaluate((count: number) => window.begin(count), EVENTS);
    const { at, events, trouble } = await untilCounted(panel, EVENTS);
    const began = await tab.evaluate(() => window.began);
    const floorMs = (floorBefore + (await tab.evaluate((count: number) => window.floor(count), EVENTS))) / 2;
    lost += Math.max(0, EVENTS - events) + (trouble === '' ? 0 : 1);
    if (turn < 0) continue; // warms up
    ratios.push(floorMs / (at - began));
    rates.push(EVENTS / (at - began));
  }
  await tab.close();
  yield atLeast(0.5, '×', 'page → panel, 100,000 events of 300 B, to JSON alone in one page', median(ratios));
  yield seen('k/s', 'the same, events a second', median(rates));
  yield atMost(0, 'events', 'of these lost', lost);
}
