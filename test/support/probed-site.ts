import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import WebSocket from 'faye-websocket';
import { alteringScript } from './altered-page.ts';
import type { PanelHandle } from './browser.ts';
import { hostileScript } from './hostile-page.ts';
import { eventsIn, exportRecording } from './panel-driver.ts';

/** Pages for a probe to be in, at any host that leads to this machine. */
export interface ProbedSite {
  readonly port: number;
  /** `http://127.0.0.1:port/path`, or at another host. */
  url(path: string, host?: string): string;
  /** The paths that a browser has asked for to prerender them, so far. */
  readonly prerendered: readonly string[];
  close(): Promise<void>;
}

/**
 * What every page does before anything else: notes whether a probe was there already (its registry shows it), and speaks
 * the registry's protocol, so that `say(text)` is one event and nothing more.
 */
const firstScript = `
  const key = Symbol.for('live-collection.registry');
  window.probedFirst = key in window;
  if (!window.probedFirst)
    Object.defineProperty(window, key, { value: { version: 1, sources: new Set(), observers: new Set() }, configurable: true });
  const registry = window[key];
  const about = { url: '/said', channel: '/said', listening: true, size: 0, inFlight: 0, held: 0 };
  const source = { id: 'said', name: 'Said', describe: () => about, snapshot: () => ({ ...about, models: [], state: null }) };
  registry.sources.add(source);
  window.say = (message) => { for (const observer of registry.observers) observer(source, { kind: 'error', message }); };
  window.openSockets = (count) => Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
    const socket = new WebSocket('ws://' + location.host + '/socket');
    (window.sockets ??= []).push(socket);
    socket.onopen = () => resolve();
  })));`;

const page = (title: string, body: string) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><script>${firstScript}</script>${body}`;

/** A srcdoc frame's own script says one text as soon as it runs. */
const srcdoc = (text: string) => `<script>${firstScript}say('${text}')</script>`.replaceAll('"', '&quot;');

function framesPage(port: number): string {
  return page(
    'frames',
    `<iframe name="same" src="/page/same"></iframe>
     <iframe name="srcdoc" srcdoc="${srcdoc('srcdoc')}"></iframe>
     <iframe name="sandboxed" sandbox="allow-scripts" src="/page/sandboxed"></iframe>
     <iframe name="sandboxed-srcdoc" sandbox="allow-scripts" srcdoc="${srcdoc('sandboxed srcdoc')}"></iframe>
     <iframe name="blank" src="about:blank"></iframe>
     <iframe name="allowed" src="http://localhost:${port}/page/allowed"></iframe>
     <iframe name="strange" src="http://frame.test:${port}/page/strange"></iframe>`,
  );
}

/** `/page/NAME` has NAME for a title; `/burst/N` goes on to `/burst/N-1` at once, until `/burst/0`; `/frames` has one of each kind of frame; `/sandboxed/NAME` has no origin; `/altered/NAME` can replace what the browser gives it; `/hostile` means harm; `/prerender?url` has that prerendered. */
export async function startProbedSite(): Promise<ProbedSite> {
  const prerendered: string[] = [];
  const server = createServer(({ url = '/', headers }, response) => {
    if (String(headers['sec-purpose']).includes('prerender')) prerendered.push(url);
    const { pathname, search } = new URL(url, 'http://site');
    response.setHeader('content-type', 'text/html');
    // Cacheable, as the back/forward cache of Chromium wants it.
    response.setHeader('cache-control', 'no-cache');
    if (pathname.startsWith('/sandboxed/')) response.setHeader('content-security-policy', 'sandbox allow-scripts');
    if (pathname === '/frames') response.end(framesPage(port));
    else if (pathname.startsWith('/altered/')) response.end(page('altered', `<script>${alteringScript}</script>`));
    else if (pathname === '/hostile')
      response.end(page('hostile', `<script>${hostileScript.replaceAll('</script>', '<\\/script>')}</script>`));
    else if (/^\/burst\/[1-9]/.test(pathname)) {
      const next = Number(pathname.slice(7)) - 1;
      response.end(page(pathname, `<script>say('on the way'); location.assign('/burst/${next}')</script>`));
    } else if (pathname === '/prerender') {
      const rules = { prerender: [{ urls: [decodeURIComponent(search.slice(1))], eagerness: 'immediate' }] };
      response.end(page('prerender', `<script type="speculationrules">${JSON.stringify(rules)}</script>`));
    } else response.end(page(pathname.split('/').pop() ?? '', '<h1>A page</h1>'));
  });
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on(
    'upgrade',
    (request: IncomingMessage, socket: Duplex, body: Buffer) => void new WebSocket(request, socket, body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return {
    port,
    prerendered,
    url: (path, host = '127.0.0.1') => `http://${host}:${port}${path}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** All that the panel has, oldest first. */
export async function panelEvents(panel: PanelHandle) {
  return eventsIn(await exportRecording(panel));
}

/** What pages said, in the panel's order. */
export async function textsIn(panel: PanelHandle): Promise<string[]> {
  const events = await panelEvents(panel);
  return events
    .filter(({ layer, kind }) => layer === 'collection' && kind === 'error')
    .map(({ message }) => String(message));
}

declare global {
  interface Window {
    /** Of a probed page: was the probe there before its first script? */
    probedFirst: boolean;
    /** Of a probed page: is one event. */
    say(text: string): void;
    openSockets(count: number): Promise<unknown>;
    sockets: globalThis.WebSocket[];
  }
}
