import type { LiveBrowser, PanelHandle, Tab } from '../../support/browser.ts';
import { press } from '../../support/panel-driver.ts';
import { median } from '../compare.ts';
import { atMost, type Measured, seen } from '../figure.ts';
import type { Bench } from './index.ts';
import { untilCounted, untilHeard } from './panel-counts.ts';

const MESSAGES = 50_000;
const TURNS = 7;

/** How much longer a page takes that is looked at, and one that could be. */
export async function* flood(bench: Bench): AsyncIterable<Measured> {
  const what = `a page whose Faye client gets ${MESSAGES.toLocaleString('en')} messages over a websocket`;
  const open = await inTurns(bench, true);
  yield atMost(1.15, '×', `${what}, recorded in an open panel, to DevTools without the extension`, open.ratio);
  yield atMost(0, 'messages', 'of these not in the panel', open.missing);
  const closed = await inTurns(bench, false);
  const limit = Number((1 + closed.noise).toFixed(2));
  yield atMost(
    limit,
    '×',
    `${what}, extension loaded and DevTools closed (1.00 and the noise of the run)`,
    closed.ratio,
  );
  for (const [name, { bare, ours }] of Object.entries({ 'DevTools open': open, 'DevTools closed': closed }))
    yield seen('µs', `a message in such a page, ${name}, ours (bare: ${bare.toFixed(1)})`, ours);
}

/** A page, and its panel when DevTools is open. */
interface Looked {
  tab: Tab;
  panel?: PanelHandle;
}

async function inTurns({ origin, site, ours, bare }: Bench, withDevtools: boolean) {
  const open = async (browser: LiveBrowser): Promise<Looked> => {
    const tab = await browser.newPage(`${origin}/`);
    return withDevtools ? { tab, panel: await tab.openDevtools() } : { tab };
  };
  const windows = { bare: await open(bare), ours: await open(ours) };
  const times: Record<'bare' | 'ours', number[]> = { bare: [], ours: [] };
  let missing = 0;

  async function measure(which: 'bare' | 'ours'): Promise<number> {
    const { tab, panel } = windows[which];
    const recorded = which === 'ours' ? panel : undefined;
    await tab.goto(`${origin}/flood`);
    await tab.waitFor(() => window.subscribed);
    if (recorded) {
      await untilHeard(recorded);
      await press(recorded, 'Clear');
    }
    const done = tab.evaluate((count: number) => window.flooded(count), MESSAGES);
    await site.ask('flood', MESSAGES);
    const ms = await done;
    if (recorded) {
      const { events } = await untilCounted(recorded, MESSAGES);
      missing += Math.max(0, MESSAGES - events);
    }
    await tab.goto(`${origin}/`); // its socket would be flooded too
    return ms;
  }

  for (let turn = -1; turn < TURNS; turn += 1)
    for (const which of turn % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
      const ms = await measure(which);
      if (turn >= 0) times[which].push((ms * 1000) / MESSAGES);
    }
  await Promise.all([windows.bare.tab.close(), windows.ours.tab.close()]);
  const ratio = median(times.ours.map((us, turn) => us / (times.bare[turn] ?? Number.NaN)));
  return { bare: median(times.bare), ours: median(times.ours), ratio, noise: noiseOf(times.bare), missing };
}

/** How far the bare runs are from their own median, in the median: what a ratio of two of them is worth. */
function noiseOf(times: number[]): number {
  const middle = median(times);
  return median(times.map((time) => Math.abs(time / middle - 1)));
}
