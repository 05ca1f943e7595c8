import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { atLeast, atMost, type Measured } from '../figure.ts';
import { heapOf } from './chromium.ts';
import { openPanel } from './extension-panel.ts';
import { inPage } from './in-page.ts';
import type { Stand } from './index.ts';

const PER_SECOND = 5_000;
/** The panel's default, in MB. */
const MEMORY_LIMIT = 256;

/** A busy page while the panel is open, for longer than the panel can remember. */
export async function* flow({ browser, origin, seconds }: Stand): AsyncIterable<Measured> {
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.addScriptTag({ content: await script() });
  const panel = await openPanel(browser, page, '');
  await panel.frame.waitForSelector('tr.row .badge, tr.row .lane');
  const atFirst = await heapOf(panel.session);
  await inPage(panel.frame, beginWatch);
  await page.tracing.start({ categories: ['toplevel'] });
  const told = await inPage(page, (perSecond: number, s: number) => window.flow(perSecond, s), PER_SECOND, seconds);
  const frames = await inPage(panel.frame, endWatch);
  const longest = longestTask((await page.tracing.stop()) ?? new Uint8Array());
  const heap = await heapOf(panel.session);
  await panel.frame.waitForFunction(hasAll, { timeout: 20_000 }, told);
  const { events, forgotten, lost } = await inPage(panel.frame, counted);
  await page.close();
  const what = `${PER_SECOND.toLocaleString('en')} events a second for ${seconds} s`;
  yield atLeast(PER_SECOND * 0.99, 'events/s', `events that the page told, of ${what}`, told / seconds);
  yield atMost(50, 'ms', `the longest of ${frames.length} frames, ${what}`, Math.max(...frames));
  yield atMost(50, 'ms', `the processor's time for the longest task of panel or page, ${what}`, longest);
  yield atMost(MEMORY_LIMIT, 'MB', `the heap beyond that of an empty panel, ${what}`, heap - atFirst);
  yield atMost(
    0,
    'events',
    'neither kept, nor counted as forgotten, nor as lost',
    Math.max(0, told - events - forgotten - lost),
  );
  yield atMost(0, 'events', 'lost before the panel had them', lost);
  if (seconds >= 60) yield atLeast(1, 'events', 'that the marker of the oldest says are forgotten', forgotten);
}

async function script(): Promise<string> {
  const entry = fileURLToPath(new URL('pages/flow-page.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

interface TraceEvent {
  name: string;
  /** The time of the processor that it took, in µs: what else the machine does meanwhile is not in it. */
  tdur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

/** The longest task of a document, in ms. https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
function longestTask(trace: Uint8Array): number {
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(new TextDecoder().decode(trace));
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const isOfDocument = ({ name, args }: TraceEvent) => name === 'thread_name' && args?.name === 'CrRendererMain';
  const threads = new Set(traceEvents.filter(isOfDocument).map(threadOf));
  const times = traceEvents.flatMap((event) =>
    event.tdur !== undefined && threads.has(threadOf(event)) ? [event.tdur / 1_000] : [],
  );
  return times.reduce((most, ms) => Math.max(most, ms), 0);
}

/** These run in the panel. */
function beginWatch(): void {
  const times: number[] = [];
  let last = 0;
  const watch = (now: number) => {
    if (last > 0) times.push(now - last);
    last = now;
    if (Reflect.get(window, 'watched') === times) requestAnimationFrame(watch);
  };
  Reflect.set(window, 'watched', times);
  requestAnimationFrame(watch);
}

function endWatch(): number[] {
  const times: unknown = Reflect.get(window, 'watched');
  Reflect.deleteProperty(window, 'watched');
  return Array.isArray(times) ? times : [];
}

function counted(): { events: number; forgotten: number; lost: number } {
  const trouble = [...document.querySelectorAll('.status-trouble')].map(({ textContent }) => textContent ?? '');
  const number = (text = '') => Number.parseInt(text.replaceAll(',', ''), 10) || 0;
  return {
    events: number(document.querySelector('.status-count')?.textContent ?? ''),
    forgotten: number(trouble.find((text) => text.includes('forgotten'))),
    lost: number(trouble.find((text) => text.includes('lost'))),
  };
}

function hasAll(told: number): boolean {
  const texts = [...document.querySelectorAll('.status-count, .status-trouble')].map(
    ({ textContent }) => textContent ?? '',
  );
  return texts.reduce((sum, text) => sum + (Number.parseInt(text.replaceAll(',', ''), 10) || 0), 0) >= told;
}
