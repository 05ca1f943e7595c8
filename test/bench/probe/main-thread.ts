import { press } from '../../support/panel-driver.ts';
import { atMost, type Measured } from '../figure.ts';
import type { Bench } from './index.ts';
import { untilCounted, untilHeard } from './panel-counts.ts';

const SECONDS = 5;
const UNPACED = 20_000;

/** What the page's own thread pays for a message: as many as an application hears, and while nobody records. */
export async function* mainThread({ ours, origin }: Bench): AsyncIterable<Measured> {
  const tab = await ours.newPage(`${origin}/paced`);
  await tab.waitFor(() => window.ready && crossOriginIsolated);
  const paced = () => tab.evaluate((seconds: number) => window.paced(seconds), SECONDS);
  const unpaced = () => tab.evaluate((count: number) => window.unpaced(count), UNPACED);
  await unpaced();
  const bare = { paced: (await paced()).message, unpaced: await unpaced() };

  const panel = await tab.openDevtools();
  await untilHeard(panel);
  await tab.evaluate(() => window.speak());
  await untilCounted(panel, 2);
  // Warms up, as the bare page was: of code that runs for a tenth of the time, the engine makes the best only after minutes.
  await tab.evaluate((count: number) => window.unpaced(count), UNPACED / 10);
  await paced();
  const { message, timers } = await paced();
  yield atMost(5, 'µs', "the page's time an event, 1,000 a second", message - bare.paced + timers);
  yield atMost(5, 'µs', 'of this in timers', timers);
  await untilCounted(panel, 2 * SECONDS * 1_000);

  await press(panel, 'Pause recording');
  await panel.waitFor(() => document.querySelector('button[aria-label="Record"]') !== null);
  yield atMost(0.3, 'µs', "the page's time a message, not recording", (await unpaced()) - bare.unpaced);
  await tab.close();
}
