import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type CDPSession, type KeyInput, type Page } from 'puppeteer-core';
import { type App, createApp } from '../../devserver/app.ts';
import type { Evaluate, LiveDocument, Theme, WindowSize } from './browser.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { asExpression, inWords } from './expression.ts';
import { findChromium } from './find-browser.ts';
import { patience, waitFor } from './wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** What a page can learn of its user's eyes. https://www.w3.org/TR/mediaqueries-5/#mf-user-preferences */
export interface Preferences {
  'prefers-color-scheme'?: Theme;
  'prefers-reduced-motion'?: 'reduce' | 'no-preference';
  'forced-colors'?: 'active' | 'none';
}

/** The inspector in a tab of Chromium, which can be of any size and seen by any eyes at once. */
export interface InspectorPage extends LiveDocument {
  /** @param zoom as the browser's own zoom: 2 leaves half as many CSS pixels */
  resize(size: WindowSize, zoom?: number): Promise<void>;
  /** Replaces all that was told before. */
  prefer(preferences: Preferences): Promise<void>;
  press(key: string, ...modifiers: ('Control' | 'Shift')[]): Promise<void>;
  /** How an element looks, with 4 pixels around it: the same text if and only if it looks the same. */
  picture(selector: string): Promise<string>;
  close(): Promise<void>;
}

export interface InspectorSite {
  /** Of the dev server, ends with a slash. */
  readonly url: string;
  /** @param path what follows `/_dev/inspector/` */
  open(path?: string): Promise<InspectorPage>;
  close(): Promise<void>;
}

/** Serves the built inspector, and opens it in a Chromium without the extension. */
export async function openInspectorSite(): Promise<InspectorSite> {
  const server: App = await createApp({
    assets: built('devserver/todos'),
    inspector: built('devserver/inspector'),
    faults: true,
  });
  const { url } = await server.listen(0);
  const browser: Browser = await puppeteer.launch({
    executablePath: await findChromium(),
    headless: true,
    pipe: true,
    defaultViewport: null,
    args: [...chromiumFlags],
  });
  return {
    url,
    async open(path = '') {
      const page = await browser.newPage();
      await page.goto(`${url}_dev/inspector/${path}`);
      return inspectorPage(page, await page.createCDPSession());
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

function inspectorPage(page: Page, devtools: CDPSession): InspectorPage {
  const evaluate: Evaluate = (code, ...args) => page.evaluate(asExpression(code, args)) as Promise<never>;
  const element = async (selector: string) => {
    const handle = await page.waitForSelector(selector, { timeout: patience });
    if (!handle) throw new Error(`No ${selector} in the inspector`);
    return handle;
  };
  return {
    evaluate,
    waitFor: (code, ...args) => waitFor(`${inWords(code, args)} in the inspector`, () => evaluate(code, ...args)),
    async click(selector, { count = 1 } = {}) {
      await (await element(selector)).click({ count });
    },
    async hover(selector) {
      await (await element(selector)).hover();
    },
    async type(selector, text) {
      await (await element(selector)).click();
      await page.keyboard.type(text);
    },
    async press(key, ...modifiers) {
      for (const modifier of modifiers) await page.keyboard.down(modifier);
      await page.keyboard.press(key as KeyInput);
      for (const modifier of modifiers) await page.keyboard.up(modifier);
    },
    async picture(selector) {
      const clip = await evaluate((selector: string) => {
        const box = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
        const x = Math.max(0, box.x - 4);
        const y = Math.max(0, box.y - 4);
        return {
          x,
          y,
          width: Math.min(innerWidth, box.right + 4) - x,
          height: Math.min(innerHeight, box.bottom + 4) - y,
        };
      }, selector);
      return page.screenshot({ clip, encoding: 'base64' });
    },
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
    resize: ({ width, height }, zoom = 1) =>
      page.setViewport({
        width: Math.floor(width / zoom),
        height: Math.floor(height / zoom),
        deviceScaleFactor: zoom,
      }),
    async prefer(preferences) {
      const features = Object.entries(preferences).map(([name, value]) => ({ name, value }));
      await devtools.send('Emulation.setEmulatedMedia', { features });
    },
    close: () => page.close(),
  };
}
