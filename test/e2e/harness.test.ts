import { readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { writeToyExtension } from '../support/toy-extension.ts';

/** Serves a page whose title is its path, with a strict policy: evaluating must not depend on the page's leave. */
function titledPages(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', "default-src 'none'");
    response.end(`<!doctype html><title>${request.url?.slice(1)}</title><input><button>b</button>`);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      resolve({ server, origin: `http://127.0.0.1:${port}` });
    });
  });
}

/** Width and height of a PNG, from its header. https://www.w3.org/TR/png/#11IHDR */
async function pngSize(path: string): Promise<{ width: number; height: number }> {
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

describe.each(browserNames)('the browser harness in %s', (name) => {
  let pages: { server: Server; origin: string };
  let extension: string;
  let browser: LiveBrowser;
  let inspected: Tab;
  let plain: Tab;
  let panel: PanelHandle;

  beforeAll(async () => {
    pages = await titledPages();
    extension = await writeToyExtension();
    browser = await launch(name, { extension, size: { width: 1000, height: 700 } });
    inspected = await browser.newPage(`${pages.origin}/inspected`);
    plain = await browser.newPage(`${pages.origin}/plain`);
    panel = await inspected.openDevtools();
  });

  afterAll(async () => {
    await browser?.close();
    pages?.server.close();
    if (extension) await rm(extension, { recursive: true });
  });

  it('evaluates in several tabs at once, each visible', async () => {
    const look = (suffix: string) => [document.title + suffix, document.visibilityState];
    const both = await Promise.all([inspected.evaluate(look, '!'), plain.evaluate(look, '?')]);
    expect(both).toEqual([
      ['inspected!', 'visible'],
      ['plain?', 'visible'],
    ]);
  });

  it('opens the panel for the chosen tab, and a second one beside it', async () => {
    expect(await panel.waitFor(() => document.body.dataset.inspected)).toBe('inspected');
    const second = await plain.openDevtools();
    expect(await second.waitFor(() => document.body.dataset.inspected)).toBe('plain');
    await second.close();
    expect(await panel.evaluate(() => document.body.dataset.inspected)).toBe('inspected');
  });

  it('carries what the code threw there', async () => {
    const broken = (reason: string) => {
      throw new Error(reason);
    };
    await expect(plain.evaluate(broken, 'in the page')).rejects.toThrow('in the page');
    await expect(panel.evaluate(broken, 'in the panel')).rejects.toThrow('in the panel');
  });

  it('types and clicks in a page as a user does', async () => {
    await plain.evaluate(() => {
      document.querySelector('button')?.addEventListener('dblclick', ({ isTrusted }) => {
        document.title = isTrusted ? 'twice' : 'forged';
      });
    });
    await plain.type('input', 'grüße');
    await plain.press('Backspace');
    expect(await plain.evaluate(() => document.querySelector('input')?.value)).toBe('grüß');
    await plain.click('button', { count: 2 });
    expect(await plain.evaluate(() => document.title)).toBe('twice');
  });

  it('types and clicks in the panel as a user does', async () => {
    await panel.click('button');
    await panel.type('input', 'grüße');
    await panel.press('ArrowLeft');
    await panel.press('Delete');
    const seen = await panel.evaluate(() => [
      document.querySelector('output')?.value,
      document.querySelector('input')?.value,
    ]);
    expect(seen).toEqual(['1', 'grüß']);
  });

  it('pictures DevTools in both themes', async () => {
    const path = join(tmpdir(), `livecollection-harness-${process.pid}-${name}.png`);
    const images: Buffer[] = [];
    for (const theme of ['dark', 'light'] as const) {
      await panel.setTheme(theme);
      await panel.screenshot(path);
      expect(await pngSize(path)).toEqual({ width: 1000, height: 700 });
      images.push(await readFile(path));
    }
    await rm(path);
    expect(images[0]?.equals(images[1] ?? Buffer.alloc(0))).toBe(false);
  });
});
