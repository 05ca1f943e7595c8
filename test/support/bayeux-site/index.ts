import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import faye from 'faye';

/** The clients that a page can have in it. */
export type ClientName = 'faye' | 'cometd';

/** A real Faye server with pages on it, each with one real Bayeux client. */
export interface BayeuxSite {
  readonly origin: string;
  /** The address of a page whose client, held to this transport, subscribes to this channel. */
  page(client: ClientName, transport: string, channel: string): string;
  /** Has the server publish texts on a channel, in order. Resolves when it has. */
  publish(channel: string, texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Bayeux: how long a /meta/connect is held, in seconds. */
const TIMEOUT = 20;

let clients: Promise<{ faye: string; cometd: string }> | undefined;

/** Starts it on a free port of 127.0.0.1: a browser has six connections at most to each, and polls keep them. */
export async function serveBayeuxSite(): Promise<BayeuxSite> {
  clients ??= bundleClients();
  const { faye: fayePage, cometd: cometdPage } = await clients;
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: TIMEOUT });
  const files: Record<string, { type: string; text: string }> = {
    '/': html(''),
    '/with-faye': html('<script src="/faye/client.js"></script><script src="/faye-page.js"></script>'),
    '/with-cometd': html('<script src="/cometd-page.js"></script>'),
    '/faye-page.js': script(fayePage),
    '/cometd-page.js': script(cometdPage),
  };
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://localhost').pathname];
    if (!file) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': file.type }).end(file.text);
  });
  bayeux.attach(server);
  // Faye answers a poll once more that the browser broke off, which throws in one of its timers and ends the process.
  server.prependListener('request', (_request, response) => {
    response.once('close', () => {
      response.writeHead = () => response;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    page: (client, transport, channel) =>
      `${origin}/with-${client}?${new URLSearchParams({
        transport,
        channel,
        // Another origin than the page's: the same server by its other name.
        endpoint: transport === 'cross-origin-long-polling' ? `http://localhost:${port}/faye` : '/faye',
      })}`,
    async publish(channel, texts) {
      for (const text of texts) await bayeux.getClient().publish(channel, { text });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const html = (scripts: string) => ({
  type: 'text/html; charset=utf-8',
  text: `<!doctype html><meta charset="utf-8"><title>Bayeux</title><body>${scripts}`,
});
const script = (text: string) => ({ type: 'text/javascript; charset=utf-8', text });

async function bundleClients() {
  const [faye, cometd] = await Promise.all([bundled('./faye-page.ts'), bundled('./cometd-page.ts')]);
  return { faye, cometd };
}

async function bundled(file: string): Promise<string> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
