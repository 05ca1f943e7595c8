import puppeteer, { type Browser, type CDPSession } from 'puppeteer-core';
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
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--window-size=${WINDOW.width},${WINDOW.height}`],
  });
}

const MB = 1024 * 1024;

/** What JavaScript holds after a collection, with the memory of its typed arrays; MB. */
export async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } = await devtools.send('Runtime.getHeapUsage');
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / MB;
}
