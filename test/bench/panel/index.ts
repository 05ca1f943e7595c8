/** What the panel bears: a million events, a minute of a busy page, a flood; in a real Chromium. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'puppeteer-core';
import type { Section } from '../figure.ts';
import { type Child, startChild } from '../server/child.ts';
import { startChromium } from './chromium.ts';
import { flood } from './flood.ts';
import { flow } from './flow.ts';
import { million } from './million.ts';
import { opening } from './opening.ts';
import { size } from './size.ts';

/** A browser with the extension, and the pages for it. */
export interface Stand {
  browser: Browser;
  origin: string;
  site: Child;
  /** How long a page is busy. */
  seconds: number;
}

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const built = (path: string) => inRoot(`dist/${path}`);
/** All parts, unless `PANEL_BENCH` names some; `PANEL_BENCH_SECONDS` shortens the busy page for a try. */
const { PANEL_BENCH, PANEL_BENCH_SECONDS = '60' } = process.env;
const parts = { opening, flood, flow };

export const panel: Section = async function* () {
  await promisify(execFile)(process.execPath, [
    inRoot('node_modules/tsx/dist/cli.mjs'),
    inRoot('extension/build/index.ts'),
    ...['chrome', 'inspector'],
  ]);
  const isAsked = (part: string) => PANEL_BENCH === undefined || PANEL_BENCH.split(',').includes(part);
  if (isAsked('size')) yield await size(built('chrome'));
  if (isAsked('million')) yield* million(built);
  const site = await startChild('../probe/site-process.ts');
  const browser = await startChromium(built('chrome'));
  try {
    const stand = { browser, site, origin: await site.ask<string>('origin'), seconds: Number(PANEL_BENCH_SECONDS) };
    for (const [name, part] of Object.entries(parts)) if (isAsked(name)) yield* part(stand);
  } finally {
    await browser.close();
    site.end();
  }
};
