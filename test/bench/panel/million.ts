import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CDPSession, Page } from 'puppeteer-core';
import { createApp } from '../../../devserver/app.ts';
import { median } from '../compare.ts';
import { atMost, type Measured, seen } from '../figure.ts';
import { heapOf, processorTime, startChromium } from './chromium.ts';
import { inPage } from './in-page.ts';
import { percentile } from './percentile.ts';
import { recordedLines } from './recorded-lines.ts';

const EVENTS = 1_000_000;
/** They take more than the 256 MB that hold unless the user says otherwise. */
const MEMORY_LIMIT = 1024;
const WHAT = 'a trace of 1,000,000 events';
const TURNS = 5;
const FRAMES = 240;

/** The longest recording that one is likely to look at: loads it as a user does, and uses it. */
export async function* million(built: (path: string) => string): AsyncIterable<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'livecollection-bench-'));
  const server = await createApp({
    assets: built('devserver/todos'),
    inspector: built('devserver/inspector'),
    faults: true,
  });
  const browser = await startChromium();
  try {
    const file = join(folder, 'million.json');
    await pipeline(Readable.from(recordingOf(EVENTS)), createWriteStream(file));
    const { url } = await server.listen(0);
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(
      (settings) => {
        if (location.protocol !== 'about:') localStorage.setItem('livecollection:settings', settings);
      },
      JSON.stringify({ memoryLimit: MEMORY_LIMIT }),
    );
    await page.goto(`${url}_dev/inspector/`);
    const devtools = await page.createCDPSession();
    yield* loading(page, devtools, file);
    yield* filtering(page);
    yield* stepping(page);
    const floor = p95(await frames(page, () => {}));
    yield* scrolling(page, floor);
    yield* zooming(page, floor);
    yield atMost(600, 'MB', `the heap with ${WHAT}, all views looked at`, await heapOf(devtools));
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

/** From the choice of the file until the panel has drawn that all events are there. */
async function* loading(page: Page, devtools: CDPSession, file: string): AsyncIterable<Measured> {
  const field = await page.waitForSelector<'input'>('input[type=file]' as 'input');
  await inPage(
    page,
    (events: number) => {
      const longest = { at: 0, ms: 0 };
      document.addEventListener(
        'change',
        () => {
          longest.at = performance.now();
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
      const began = { at: 0 };
      const look = () => {
        began.at ||= longest.at;
        const now = performance.now();
        longest.ms = Math.max(longest.ms, now - longest.at);
        longest.at = now;
        const text = document.querySelector('.status-count')?.textContent?.replaceAll(',', '') ?? '';
        const isDone = Number.parseInt(text, 10) >= events && document.querySelector('.loading') === null;
        if (isDone) Object.assign(window, { loaded: { ms: now - began.at, longest: longest.ms } });
        else requestAnimationFrame(look);
      };
    },
    EVENTS,
  );
  const before = await processorTime(devtools);
  await field?.uploadFile(file);
  await page.waitForFunction('window.loaded', { timeout: 120_000 });
  const { ms, longest } = (await page.evaluate('window.loaded')) as { ms: number; longest: number };
  yield atMost(3_000, 'ms', `loading ${WHAT}`, ms);
  yield atMost(
    3_000,
    'ms',
    "the processor's time for it, of the panel's thread",
    (await processorTime(devtools)) - before,
  );
  yield atMost(300, 'ms', 'the longest that the panel stands still meanwhile', longest);
  yield atMost(600, 'MB', `the heap with ${WHAT}`, await heapOf(devtools));
}

/** The queries of the issue, and the dearest: text that is nowhere, so that every line is read to its end. */
const QUERIES = [
  'channel:/api/todos',
  'decision:held',
  'latency:>50',
  `id:${'6'.repeat(16)}5f000007`,
  '-method:PUT',
  '"todo 999"',
  '"nowhere at all"',
  'load:last',
  'channel:/api/todos decision:held latency:>50 -method:PUT "todo" load:last',
];

/** From a query's last key until the panel has drawn what matches. */
async function* filtering(page: Page): AsyncIterable<Measured> {
  for (const query of QUERIES) {
    const times: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) times.push(await inPage(page, filtered, query));
    yield atMost(250, 'ms', `filtering ${WHAT} by ${query}`, median(times));
  }
  await inPage(page, filtered, '');
}

/** Runs in the page. */
async function filtered(query: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('input[role=combobox]');
  if (!field) throw new Error('The panel has no filter.');
  const picture = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  const ask = (text: string) => {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  ask('');
  await picture();
  await picture();
  const began = performance.now();
  ask(query);
  do await picture();
  while (query !== '' && document.querySelector('.filter-count') === null);
  return performance.now() - began;
}

/** From the key until the next match is selected and drawn. */
async function* stepping(page: Page): AsyncIterable<Measured> {
  await page.click('button[aria-label^="Highlight matches"]');
  await inPage(page, filtered, 'decision:held');
  const times = await inPage(
    page,
    async (turns: number) => {
      const picture = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      const selected = () => document.querySelector('tr[aria-selected=true]')?.id;
      const times: number[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        const before = selected();
        const began = performance.now();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
        do await picture();
        while (selected() === before);
        times.push(performance.now() - began);
      }
      return times;
    },
    4 * TURNS,
  );
  yield atMost(50, 'ms', `the next match in ${WHAT}`, median(times));
  await inPage(page, filtered, '');
  await page.click('button[aria-label^="Highlight matches"]');
  await page.keyboard.press('Escape');
}

/** A list that is scrolled by hand and thrown about. */
async function* scrolling(page: Page, floor: number): AsyncIterable<Measured> {
  const times = await frames(page, (frame) => {
    const box = document.querySelector('.list-box');
    if (!box) return;
    if (frame % 60 === 0) box.scrollTop = (box.scrollHeight * ((frame * 7) % 100)) / 100;
    else box.scrollTop += 90;
  });
  yield smooth(`scrolling the list of ${WHAT}`, times, floor);
}

/** Lanes from the whole down to milliseconds and back, and along. */
async function* zooming(page: Page, floor: number): AsyncIterable<Measured> {
  const began = performance.now();
  await page.keyboard.press('3');
  await page.waitForFunction(() => document.querySelector('.lanes-status')?.textContent === '', { timeout: 60_000 });
  yield seen('ms', `the lanes of ${WHAT} when they are first looked at`, performance.now() - began);
  await page.click('.lanes-tools button:last-child');
  const times = await frames(page, (frame) => {
    const stage = document.querySelector('.lanes-stage');
    const { left = 0, top = 0, width = 0 } = stage?.getBoundingClientRect() ?? {};
    const deltaY = frame % 120 < 60 ? -120 : 120;
    const place = { clientX: left + width / 3, clientY: top + 20 };
    const wheel = { ...place, deltaY, shiftKey: frame % 4 === 3, bubbles: true, cancelable: true };
    stage?.dispatchEvent(new WheelEvent('wheel', wheel));
  });
  yield smooth(`zooming the lanes of ${WHAT}`, times, floor);
}

/** How long the pictures of a page are apart while something is done before each of them; ms. */
function frames(page: Page, act: (frame: number) => void): Promise<number[]> {
  return inPage(page, watched, FRAMES, `(${act})`);
}

/** Runs in the page. */
function watched(count: number, code: string): Promise<number[]> {
  const act: (frame: number) => void = new Function(`return ${code}`)();
  return new Promise((resolve) => {
    const times: number[] = [];
    let last = 0;
    const draw = (now: number) => {
      if (last > 0) times.push(now - last);
      last = now;
      if (times.length === count) {
        resolve(times);
        return;
      }
      act(times.length);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  });
}

/** A screen of 60 Hz has a picture each 16.67 ms, which browsers tell as 16.6 or 16.7. */
function p95(times: readonly number[]): number {
  return Math.floor(percentile(times, 95) * 10) / 10;
}

/** @param floor how far apart pictures are when nothing moves: no browser that draws without a screen does better */
function smooth(what: string, times: readonly number[], floor: number): Measured {
  return atMost(16.7, 'ms', `${what}, p95 of ${times.length} frames (${floor} while nothing moves)`, p95(times));
}

function* recordingOf(count: number): Generator<string> {
  const meta = { format: 'livecollection-recording', version: 1, createdAt: '2026-02-14T09:41:07.000Z' };
  yield `${JSON.stringify({ ...meta, page: 'http://127.0.0.1:3000/', browser: 'bench', omitted: 0 }).slice(0, -1)},"events":[\n`;
  let batch = '';
  for (const line of recordedLines(count)) {
    batch += batch === '' ? line : `,\n${line}`;
    if (batch.length < 1_000_000) continue;
    yield batch;
    batch = '';
    yield ',\n';
  }
  yield `${batch}\n]}\n`;
}
