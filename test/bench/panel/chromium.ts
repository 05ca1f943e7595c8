import puppeteer, { type Browser, type CDPSession } from 'puppeteer-core';
import { chromiumFlags } from '../../support/chromium-flags.ts';
import { findChromium } from '../../support/find-browser.ts';

export const WINDOW = { width: 1280, height: 800 };

/** A Chromium of which this bench wants more than the tests do: its heap, and its documents as they begin. */
export async function startChromium(extension?: string): Promise<Browser> {
  return puppeteer.launch({
    executablePath: await findChromium(),
    headless: true,
    pipe: true,
    defaultViewport: null,
    ...(extension !== undefined && { enableExtensions: [extension] }),
    args: [...chromiumFlags, `--window-size=${WINDOW.width},${WINDOW.height}`],
  });
}

const MB = 1024 * 1024;

/** What JavaScript holds after a collection, with the memory of its typed arrays; MB. */
export async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } = await devtools.send('Runtime.getHeapUsage');
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / MB;
}

/** What a document's thread took of the processor so far, in ms: what else the machine does meanwhile is not in it. */
export async function processorTime(devtools: CDPSession): Promise<number> {
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
}
