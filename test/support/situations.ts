import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveBrowser, PanelHandle, Tab } from './browser.ts';
import { press } from './panel-driver.ts';

/** A page without a live collection, on every path. */
const BARE = '<!doctype html><title>Bare</title><h1>Nothing live here</h1>';

/** Where a situation can come about. */
export interface Places {
  /** The dev server's demo. */
  demo: URL;
  /** A page without a live collection. */
  bare: URL;
}

/** A situation in which the panel has nothing to show, and how it comes about. */
export interface Situation {
  name: string;
  /** What the panel says then. */
  says: string;
  /** The button that it offers then. */
  next: string;
  /** What the panel says once it is pressed; nothing where that leads elsewhere, or to the same again. */
  after?: string;
  at(places: Places): string;
  bring?(tab: Tab, panel: PanelHandle): Promise<void>;
}

export const situations: readonly Situation[] = [
  {
    name: 'no-live-collection',
    says: 'Neither Faye, nor another Bayeux client',
    next: 'Reload the page',
    at: ({ bare }) => bare.href,
    bring: (tab) => tab.reload(),
  },
  {
    name: 'attached-late',
    says: 'Capture began',
    next: 'Reload to see it from the start',
    after: 'resynced',
    at: ({ demo }) => demo.href,
  },
  {
    name: 'nothing-live-and-late',
    says: 'has sent no message',
    next: 'Reload to see it from the start',
    after: 'Neither Faye, nor another Bayeux client',
    at: ({ bare }) => bare.href,
  },
  {
    name: 'permission-missing',
    says: 'is not allowed yet',
    next: 'Allow http://todo.test',
    at: ({ demo }) => `http://todo.test:${demo.port}/`,
  },
  {
    name: 'cleared',
    says: 'Nothing since it was cleared',
    next: 'Reload the page',
    after: 'Neither Faye, nor another Bayeux client',
    at: ({ bare }) => bare.href,
    async bring(_tab, panel) {
      await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
      await press(panel, 'Clear');
    },
  },
  {
    name: 'not-recording',
    says: 'Not recording',
    next: 'Record',
    after: 'No live collection yet',
    at: ({ bare }) => bare.href,
    async bring(_tab, panel) {
      await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
      await press(panel, 'Pause recording');
      await press(panel, 'Clear');
    },
  },
  {
    name: 'nothing-matches',
    says: 'Nothing matches the filter',
    next: 'Clear the filter',
    after: 'attached late',
    at: ({ demo }) => demo.href,
    bring: (_tab, panel) => panel.type('[role=combobox]', 'decision:held status:503'),
  },
];

/** Serves a page without a live collection while it is used. */
export async function withPlaces(demo: string, use: (places: Places) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(BARE));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const bare = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  try {
    await use({ demo: new URL(demo), bare });
  } finally {
    server.close();
  }
}

/** Brings a situation about, until the panel says so, and closes its tab after it was looked at. */
export async function visitSituation(
  browser: LiveBrowser,
  { says, at, bring }: Situation,
  places: Places,
  visit: (panel: PanelHandle) => Promise<void>,
): Promise<void> {
  const tab = await browser.newPage(at(places));
  const panel = await tab.openDevtools();
  await panel.waitFor(() => !document.body.textContent?.includes('Waiting for the page'));
  await bring?.(tab, panel);
  await saying(panel, says);
  await visit(panel);
  await panel.close();
  await tab.close();
}

/** Waits until the panel says this, wherever. */
export function saying(panel: PanelHandle, text: string): Promise<unknown> {
  return panel.waitFor((text: string) => document.body.textContent?.includes(text), text);
}
