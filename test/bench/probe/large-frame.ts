import type { LiveBrowser } from '../../support/browser.ts';
import { median } from '../compare.ts';
import { atMost, type Measured, seen } from '../figure.ts';
import type { Bench } from './index.ts';
import { untilHeard } from './panel-counts.ts';

const MEGABYTES = [1, 5, 20];
const KINDS = ['text', 'rows'] as const;
const TURNS = 5;

/** How much longer a page stands still for one large frame that is looked at: a long text, and a list of many rows. */
export async function* largeFrame({ origin, site, ours, bare }: Bench): AsyncIterable<Measured> {
  const open = async (browser: LiveBrowser, isOurs: boolean) => {
    const tab = await browser.newPage(`${origin}/large`);
    const panel = await tab.openDevtools();
    await tab.waitFor(() => window.hears);
    if (isOurs) await untilHeard(panel);
    return tab;
  };
  const tabs = { bare: await open(bare, false), ours: await open(ours, true) };
  for (const megabytes of MEGABYTES)
    for (const kind of KINDS) {
      const times: Record<'bare' | 'ours', number[]> = { bare: [], ours: [] };
      for (let turn = -1; turn < TURNS; turn += 1)
        for (const which of turn % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
          // The frame goes to both: while one is measured, the other has to come to its end.
          const others = which === 'bare' ? tabs.ours : tabs.bare;
          for (const tab of [tabs[which], others]) await tab.evaluate(() => window.lookOut());
          await site.ask('large', { megabytes, kind });
          const [ms] = await Promise.all([tabs[which], others].map((tab) => tab.evaluate(() => window.stoodStill())));
          if (turn >= 0) times[which].push(ms ?? Number.NaN);
        }
      const ratio = median(times.ours.map((ms, turn) => ms / (times.bare[turn] ?? Number.NaN)));
      const what = `one frame of ${megabytes} MB, ${kind === 'text' ? 'a long text' : 'a list of rows'}`;
      yield atMost(1.15, '×', `${what}: the page stands still, to DevTools without the extension`, ratio);
      yield seen('ms', `${what}, ours (bare: ${median(times.bare).toFixed(0)})`, median(times.ours));
    }
  await Promise.all([tabs.bare.close(), tabs.ours.close()]);
}
