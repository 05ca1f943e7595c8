import type { LiveBrowser } from '../../support/browser.ts';
import { median } from '../compare.ts';
import { atMost, type Measured, seen } from '../figure.ts';
import type { Bench } from './index.ts';
import { untilHeard } from './panel-counts.ts';

const SUBSCRIPTIONS = 5_000;
const TURNS = 7;

/** How much longer a page takes to subscribe to many channels, and stands still for it, while the panel is open. */
export async function* subscribing({ origin, ours, bare }: Bench): AsyncIterable<Measured> {
  const open = async (browser: LiveBrowser) => {
    const tab = await browser.newPage(`${origin}/`);
    return { tab, panel: await tab.openDevtools() };
  };
  const windows = { bare: await open(bare), ours: await open(ours) };
  const measured: Record<'bare' | 'ours', { ms: number; standstill: number }[]> = { bare: [], ours: [] };
  for (let turn = -1; turn < TURNS; turn += 1)
    for (const which of turn % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
      const { tab, panel } = windows[which];
      await tab.goto(`${origin}/subscriptions`);
      if (which === 'ours') await untilHeard(panel);
      const one = await tab.evaluate((count: number) => window.subscribeTo(count), SUBSCRIPTIONS);
      await tab.goto(`${origin}/`);
      if (turn >= 0) measured[which].push(one);
    }
  await Promise.all([windows.bare.tab.close(), windows.ours.tab.close()]);
  const ratioOf = (figure: 'ms' | 'standstill') =>
    median(measured.ours.map((one, turn) => one[figure] / (measured.bare[turn]?.[figure] ?? Number.NaN)));
  const what = `${SUBSCRIPTIONS.toLocaleString('en')} subscriptions in a row, panel open, to DevTools without the extension`;
  yield atMost(1.15, '×', `the time of ${what}`, ratioOf('ms'));
  yield atMost(1.15, '×', `the longest standstill in ${what}`, ratioOf('standstill'));
  for (const figure of ['ms', 'standstill'] as const) {
    const [less, more] = (['bare', 'ours'] as const).map((which) => median(measured[which].map((one) => one[figure])));
    yield seen(
      'ms',
      `${figure === 'ms' ? 'that time' : 'that standstill'}, ours (bare: ${(less ?? 0).toFixed(0)})`,
      more ?? 0,
    );
  }
}
