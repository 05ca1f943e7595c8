import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { liftFaults } from '../support/arm-fault.ts';
import { violations } from '../support/axe.ts';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { holdNextCreate } from '../support/hold-create.ts';
import { launch } from '../support/launch.ts';
import { eventsIn, exportRecording, rowsWithDecision } from '../support/panel-driver.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** The canvases of the view, in the order in which they stand in the document. */
const AXIS = '.lanes-axis canvas';
const LANES = '.lanes-stage .lanes-canvas:nth-child(1) canvas';
const OVERLAY = '.lanes-stage .lanes-canvas:nth-child(2) canvas';

/** The lanes in the real panel beside the demo: an own create whose message was held until its answer came. */
describe.each(browserNames)('the lanes in %s', (name) => {
  let server: App;
  let browser: LiveBrowser;
  let origin: string;
  let watched: Tab;
  let panel: PanelHandle;

  beforeAll(async () => {
    server = await createApp({ assets: built('devserver/todos'), faults: true });
    origin = (await server.listen(0)).url.replace(/\/$/, '');
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
    watched = await browser.newPage(origin);
    panel = await watched.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
    // So that the probe is there before the page's first script.
    await watched.reload();
    await panel.waitFor(() => document.querySelector('tbody')?.textContent?.includes('subscribe callback ran'));
    await holdNextCreate(origin);
    await watched.type('.new-todo', 'Buy milk');
    await watched.press('Enter');
    await rowsWithDecision(panel, 'held');
    await liftFaults(origin);
    await rowsWithDecision(panel, 'matched-own-create');
    await panel.click('#tab-list');
    await panel.press('3');
    await panel.waitFor((selector: string) => document.querySelector(selector) !== null, OVERLAY);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** How many colours there are on a canvas. */
  const coloursOn = (selector: string) =>
    panel.evaluate((selector: string) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector);
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(pixels?.buffer ?? new ArrayBuffer(0))).size;
    }, selector);

  /** The canvas as it looks. */
  const picture = (selector: string) =>
    panel.evaluate((selector: string) => document.querySelector<HTMLCanvasElement>(selector)?.toDataURL(), selector);

  /**
   * Where the colour of a custom property of theme.css is seen on the lane of that name, in CSS pixels from the stage's
   * top left corner: from the first column to the last, and the middle of the lane's first row; and on how many pixels.
   * Nothing where it is not. Several are looked for in one picture: the next one may be of another moment.
   */
  const seenOn = (...wanted: readonly [lane: string, property: string][]) =>
    panel.evaluate(
      (selector: string, wanted: readonly (readonly [string, string])[]) => {
        const canvas = document.querySelector<HTMLCanvasElement>(selector);
        const dot = new OffscreenCanvas(1, 1).getContext('2d');
        const probe = document.createElement('span');
        document.querySelector('.lanes')?.append(probe);
        const colourOf = (property: string) => {
          probe.style.color = `var(${property})`;
          dot?.clearRect(0, 0, 1, 1);
          if (dot) dot.fillStyle = getComputedStyle(probe).color;
          dot?.fillRect(0, 0, 1, 1);
          return dot?.getImageData(0, 0, 1, 1).data.join();
        };
        const found = wanted.map(([lane, property]) => {
          const named = (label: HTMLElement) => label.querySelector('.name')?.textContent === lane;
          const label = [...document.querySelectorAll<HTMLElement>('.lane-label')].find(named);
          if (!canvas || !label) throw new Error(`There is no lane ${lane}`);
          const colour = colourOf(property);
          const ratio = canvas.width / canvas.clientWidth;
          const top = label.offsetTop + 5;
          const height = 14;
          const pixels = canvas
            .getContext('2d')
            ?.getImageData(0, Math.round(top * ratio), canvas.width, Math.round(height * ratio)).data;
          const columns: number[] = [];
          for (let at = 0; at < (pixels?.length ?? 0); at += 4)
            if (pixels?.slice(at, at + 4).join() === colour) columns.push(((at / 4) % canvas.width) / ratio);
          return columns.length === 0
            ? undefined
            : {
                from: Math.min(...columns),
                to: Math.max(...columns),
                middle: top + height / 2,
                pixels: columns.length,
              };
        });
        probe.remove();
        return found;
      },
      LANES,
      wanted,
    );

  /** Clicks the middle of what was held. */
  async function clickHeld(): Promise<void> {
    const [held] = await seenOn(['/api/todos', '--held-ground']);
    await panel.clickAt('.lanes-stage', ((held?.from ?? 0) + (held?.to ?? 0)) / 2, held?.middle ?? 0);
  }

  /** What is said of the selection, once it says this. */
  const saying = (pattern: string) =>
    panel.waitFor((pattern: string) => {
      const said = document.querySelector('#lanes-said')?.textContent ?? '';
      return new RegExp(pattern).test(said) && said;
    }, pattern);

  /** What the details say, once they say this. */
  const detailed = (pattern: string) =>
    panel.waitFor((pattern: string) => {
      const text = document.querySelector('.detail [role=tabpanel]')?.textContent ?? '';
      return new RegExp(pattern).test(text) && text;
    }, pattern);

  /** From when to when is seen, as the brush says it. */
  const seen = () =>
    panel.evaluate(() =>
      ['from', 'to'].map((grip) =>
        Number(document.querySelector(`[data-grip=${grip}]`)?.getAttribute('aria-valuenow')),
      ),
    );

  const allIsSeen = () =>
    panel.waitFor(() => document.querySelector('[data-grip=from]')?.getAttribute('aria-valuenow') === '0');

  it('draw the create, and the message that was held, where they stood, in the colours of what came of them', async () => {
    expect(await coloursOn(LANES)).toBeGreaterThan(8);
    expect(await coloursOn(AXIS)).toBeGreaterThan(3);
    expect(await coloursOn('.lanes-overview canvas')).toBeGreaterThan(1);
    const [held, hold, create, nothing] = await seenOn(
      ['/api/todos', '--held-ground'],
      ['/api/todos', '--held'],
      ['Requests', '--applied'],
      ['Requests', '--held-ground'],
    );
    expect(held?.pixels).toBeGreaterThan(10);
    expect(hold?.from).toBeLessThan(create?.to ?? 0);
    // The answer to the create, which is the last request, ended both: each where its event says.
    const events = eventsIn(await exportRecording(panel));
    const at = (kind: string, decision?: string) =>
      Number(events.findLast((event) => event.kind === kind && event.decision === decision)?.at);
    const [first = 0, last = 0] = await seen();
    const width = await panel.evaluate(() => document.querySelector('.lanes-stage')?.clientWidth ?? 0);
    const between = ((at('decision', 'matched-own-create') - at('response')) / (last - first)) * width;
    expect(Math.abs((hold?.to ?? 0) - (create?.to ?? 0) - between)).toBeLessThan(3);
    expect(nothing?.pixels).toBeUndefined();
  });

  it('select what is clicked, say it, join it with arrows to what belongs to it, and the details follow', async () => {
    expect(await coloursOn(OVERLAY)).toBe(1);
    await clickHeld();
    expect(await saying('^/api/todos: POST')).toMatch(/held, held and matched-own-create$/);
    expect(await detailed('^held')).toMatch(/Held [\d.]+ m?s: one create was in flight, #\d+\./);
    expect(await coloursOn(OVERLAY)).toBeGreaterThan(2);
  });

  it('are walked by the keyboard, and the details with them', async () => {
    await panel.waitFor(() => document.activeElement?.matches('.lanes-stage'));
    await panel.press('ArrowDown');
    await saying('^Todos: (held|matched)');
    await panel.press('End');
    expect(await saying('^Todos: matched-own-create')).toMatch(/the response to our own create #\d+ brought this id/);
    await detailed('^matched-own-create');
    await panel.press('ArrowLeft');
    await saying('^Todos: held');
    await detailed('^held');
    await panel.press('Enter');
    await panel.waitFor(() => document.activeElement?.closest('.detail') !== null);
    await panel.press('Escape');
    await panel.waitFor(() => document.querySelector('.detail') === null);
  });

  it('zoom by keys and buttons: the axis, the lanes and the brush show it, and “Jump to latest” leads back', async () => {
    await panel.click('.lanes-tools button:last-child');
    await allIsSeen();
    const [first = 0, last = 0] = await seen();
    const [axis, lanes] = [await picture(AXIS), await picture(LANES)];
    await panel.click('.lanes-tools [aria-label="Zoom in"]');
    await panel.waitFor(() => document.querySelector('[data-grip=from]')?.getAttribute('aria-valuenow') !== '0');
    const [from = 0, to = 0] = await seen();
    expect((to - from) / (last - first)).toBeCloseTo(0.5, 1);
    expect(await picture(AXIS)).not.toBe(axis);
    expect(await picture(LANES)).not.toBe(lanes);
    await panel.click('.lanes .latest');
    await panel.waitFor(() => document.querySelector('.lanes .latest') === null);
    await panel.waitFor(() => {
      const end = document.querySelector('[data-grip=to]');
      return end?.getAttribute('aria-valuenow') === end?.getAttribute('aria-valuemax');
    });
    await panel.clickAt('.lanes-stage', 2, 2);
    await panel.press('0');
    await allIsSeen();
  });

  it('are accessible, with something selected and without', async () => {
    expect(await violations(panel, { within: '#view' })).toEqual([]);
    await clickHeld();
    await saying('^/api/todos: POST');
    expect(await violations(panel, { within: '#view' })).toEqual([]);
  });
});
