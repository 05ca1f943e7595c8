import puppeteer, { type Frame, type KeyInput, type Page } from 'puppeteer-core';
import type { Evaluate, LaunchOptions, LiveBrowser, LiveDocument, PanelHandle, Tab } from './browser.ts';
import { dockOut, setDevtoolsTheme, showPanel } from './chromium-devtools.ts';
import { chromiumExtension } from './chromium-extension.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { asExpression, inWords } from './expression.ts';
import { strangeHosts } from './extension-control.ts';
import { findChromium } from './find-browser.ts';
import { patience, waitFor } from './wait-for.ts';

const flags = [
  ...chromiumFlags,
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=${strangeHosts.map((host) => `MAP ${host} 127.0.0.1`).join()}`,
];

/** Starts Chromium with the extension loaded. DevTools opens only where a tab asks for it. */
export async function launchChromium({
  extension,
  size = { width: 1280, height: 800 },
}: LaunchOptions): Promise<LiveBrowser> {
  const browser = await puppeteer.launch({
    executablePath: await findChromium(),
    headless: true,
    pipe: true,
    enableExtensions: extension === undefined ? false : [extension],
    defaultViewport: null,
    args: [...flags, `--window-size=${size.width},${size.height}`],
  });
  return {
    name: 'chromium',
    extension: chromiumExtension(browser, (page) => tabOf(page, size)),
    async newPage(url) {
      const page = await browser.newPage({ type: 'window', windowBounds: size });
      await page.goto(url);
      return tabOf(page, size);
    },
    close: () => browser.close(),
  };
}

function tabOf(page: Page, size: { width: number; height: number }): Tab {
  return {
    ...documentOf(page, async () => page.mainFrame(), 'the page'),
    async goto(url) {
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    async back() {
      await page.goBack();
    },
    listeners: () => listenersOf(page),
    async openDevtools() {
      const devtools = await page.openDevTools();
      const extensionOrigin = await showPanel(devtools);
      await dockOut(devtools);
      await devtools.setViewport(size);
      return panelOf(devtools, extensionOrigin);
    },
    close: () => page.close(),
  };
}

async function listenersOf(page: Page): Promise<string[]> {
  const session = await page.createCDPSession();
  const found: string[] = [];
  for (const target of ['window', 'document']) {
    const { result } = await session.send('Runtime.evaluate', { expression: target });
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    found.push(...listeners.map(({ type }) => `${target} ${type}`));
  }
  await session.detach();
  return found.sort();
}

/** The extension has two frames in DevTools: its hidden devtools page, and the panel, which is the one to be seen. */
async function panelFrame(devtools: Page, extensionOrigin: string): Promise<Frame> {
  for (const frame of devtools.frames()) {
    if (!frame.url().startsWith(`${extensionOrigin}/`) || frame.parentFrame() !== devtools.mainFrame()) continue;
    const element = await frame.frameElement();
    if (await element?.isVisible()) return frame;
  }
  throw new Error('the panel has no visible frame in DevTools');
}

async function panelOf(devtools: Page, extensionOrigin: string): Promise<PanelHandle> {
  const frame = () => panelFrame(devtools, extensionOrigin);
  await waitFor("the panel's document", async () => {
    const panel = await frame();
    return panel.evaluate('document.readyState === "complete" && location.protocol === "chrome-extension:"');
  });
  const panel = documentOf(devtools, frame, 'the panel');
  const heard = () => untilMouseIsHeard(devtools, frame);
  return {
    ...panel,
    async click(selector, options) {
      await heard();
      await panel.click(selector, options);
    },
    async hover(selector) {
      await heard();
      await panel.hover(selector);
    },
    async type(selector, text) {
      await heard();
      await panel.type(selector, text);
    },
    async clickAt(selector, x, y) {
      await heard();
      await panel.waitFor((wanted: string) => document.querySelector(wanted) !== null, selector);
      await (await (await frame()).$(selector))?.click({ offset: { x, y } });
    },
    async setTheme(theme) {
      await setDevtoolsTheme(devtools, theme);
      await panel.waitFor(`matchMedia('(prefers-color-scheme: ${theme})').matches`);
    },
    close: () => devtools.close(),
  };
}

/**
 * Waits until the panel's document hears the mouse. The browser sends input to a frame of another process only once it knows
 * where that is on the screen, which it learns of a moment after the frame is drawn: a click before that is lost.
 */
async function untilMouseIsHeard(devtools: Page, frame: () => Promise<Frame>): Promise<void> {
  let step = 0;
  await waitFor('the panel to hear the mouse', async () => {
    const inside = await frame();
    if (await inside.evaluate(asExpression(hearsMouse, []))) return true;
    const box = await (await inside.frameElement())?.boundingBox();
    step += 1;
    if (box) await devtools.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + (step % 2));
    return false;
  });
}

/** Runs in the panel: has its document heard the mouse since this was first asked? */
function hearsMouse(): boolean {
  const listening = document as { mouse?: { heard: boolean } };
  if (!listening.mouse) {
    const mouse = { heard: false };
    listening.mouse = mouse;
    document.addEventListener('mousemove', () => Object.assign(mouse, { heard: true }), { capture: true, once: true });
  }
  return listening.mouse.heard;
}

/** The frame is asked for again each time: a reload replaces it. Mouse and keyboard are those of the page around it. */
function documentOf(page: Page, frame: () => Promise<Frame>, where: string): LiveDocument {
  const evaluate: Evaluate = async (code, ...args) => {
    const inside = await frame();
    return inside.evaluate(asExpression(code, args)) as Promise<never>;
  };
  const element = async (selector: string) => {
    const handle = await (await frame()).waitForSelector(selector, { timeout: patience });
    if (!handle) throw new Error(`No ${selector} in ${where}`);
    return handle;
  };
  return {
    evaluate,
    waitFor: (code, ...args) => waitFor(`${inWords(code, args)} in ${where}`, () => evaluate(code, ...args)),
    async click(selector, options = {}) {
      await (await element(selector)).click({ count: options.count ?? 1 });
    },
    async hover(selector) {
      await (await element(selector)).hover();
    },
    async type(selector, text) {
      const field = await element(selector);
      await field.click();
      await field.type(text);
    },
    press: (key) => page.keyboard.press(key as KeyInput),
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
  };
}
