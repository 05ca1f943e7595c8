import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveBrowser, PanelHandle, Tab, Theme } from './browser.ts';
import { press } from './panel-driver.ts';

/** A page without a live collection, on every path. */
const BARE = '<!doctype html><title>Bare</title><h1>Nothing live here</h1>';

/** Situations in which the panel has nothing to show, each as it comes about. `url` is the demo's. */
const SITUATIONS: readonly {
  name: string;
  /** What the panel says then. */
  says: string;
  at(demo: URL, bare: URL): string;
  bring?(tab: Tab, panel: PanelHandle): Promise<void>;
}[] = [
  {
    name: 'no-live-collection',
    says: 'No live collection yet',
    at: (_demo, { href }) => href,
    bring: (tab) => tab.reload(),
  },
  { name: 'attached-late', says: 'Capture began', at: ({ href }) => href },
  { name: 'nothing-live-and-late', says: 'has sent no message', at: (_demo, { href }) => href },
  {
    name: 'permission-missing',
    says: 'is not allowed yet',
    at: (_demo, { port }) => `http://todo.test:${port}/`,
  },
  {
    name: 'cleared',
    says: 'Nothing since it was cleared',
    at: (_demo, { href }) => href,
    async bring(_tab, panel) {
      await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
      await press(panel, 'Clear');
    },
  },
  {
    name: 'not-recording',
    says: 'Not recording',
    at: (_demo, { href }) => href,
    async bring(_tab, panel) {
      await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
      await press(panel, 'Pause recording');
      await press(panel, 'Clear');
    },
  },
  {
    name: 'nothing-matches',
    says: 'Nothing matches the filter',
    at: ({ href }) => href,
    bring: (_tab, panel) => panel.type('[role=combobox]', 'decision:held status:503'),
  },
];

/** Brings about every situation, one after another, in a browser with the extension. */
export async function eachSituation(
  browser: LiveBrowser,
  demo: string,
  theme: Theme,
  visit: (panel: PanelHandle, name: string) => Promise<void>,
): Promise<void> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(BARE));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const bare = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  try {
    for (const { name, says, at, bring } of SITUATIONS) {
      const tab = await browser.newPage(at(new URL(demo), bare));
      const panel = await tab.openDevtools();
      await panel.evaluate((theme: string) => document.documentElement.setAttribute('data-theme', theme), theme);
      await panel.waitFor(() => !document.body.textContent?.includes('Waiting for the page'));
      await bring?.(tab, panel);
      await panel.waitFor((text: string) => document.body.textContent?.includes(text), says);
      await visit(panel, name);
      await panel.close();
      await tab.close();
    }
  } finally {
    server.close();
  }
}
