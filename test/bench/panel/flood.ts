import { median } from '../compare.ts';
import { atMost, type Measured } from '../figure.ts';
import { openPanel } from './extension-panel.ts';
import { inPage } from './in-page.ts';
import type { Stand } from './index.ts';

const MESSAGES = 100_000;
const TURNS = 3;

/** As many messages as a server can send over one real websocket, until the last one is a row. */
export async function* flood({ browser, origin, site }: Stand): AsyncIterable<Measured> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const page = await browser.newPage();
    await page.goto(`${origin}/flood`);
    await page.waitForFunction('window.subscribed');
    const { frame } = await openPanel(browser, page, '');
    await frame.waitForSelector('tr.row');
    const row = inPage(frame, untilRow, MESSAGES.toString(16).padStart(24, '0'));
    const had = inPage(page, lastHad, MESSAGES);
    await site.ask('flood', MESSAGES);
    times.push((await row) - (await had));
    await page.close();
  }
  const what = `after the page had the last of ${MESSAGES.toLocaleString('en')} messages`;
  yield atMost(1_000, 'ms', `until it is a row, ${what}`, median(times));
}

/** Runs in the page: when it had the last of them; ms since the epoch. */
function lastHad(count: number): Promise<number> {
  return window.flooded(count).then(() => performance.timeOrigin + performance.now());
}

/** Runs in the panel: when it drew the row of this document; ms since the epoch. */
function untilRow(id: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const last = [...document.querySelectorAll('tr.row .id')].at(-1);
      if (last?.textContent === id) resolve(performance.timeOrigin + performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}
