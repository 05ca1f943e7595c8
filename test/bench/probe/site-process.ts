/**
 * Serves the pages of this bench, and plays as much of a Bayeux server as their Faye clients need: the frames of a flood
 * are ready before the first goes out, so that the page is what is measured.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import WebSocket from 'faye-websocket';
import { answer } from '../server/child.ts';
import { textFrame } from './text-frame.ts';

const pages = ['flood', 'large', 'reports', 'paced', 'models', 'subscriptions'];
const client = await readFile(createRequire(import.meta.url).resolve('faye/client/faye-browser-min.js'), 'utf8');
const scripts = await bundled(pages);
const sockets = new Set<Socket>();

const server = createServer((request, response) => {
  // A page that is isolated has a clock of 5 µs (Chromium) or 20 µs (Firefox), instead of 100 µs and 1 ms.
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
  if (path === 'faye') {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(parsed(text).map(replyTo)));
    });
  } else if (path === 'client.js') response.setHeader('content-type', 'text/javascript').end(client);
  else if (scripts.has(path)) response.setHeader('content-type', 'text/javascript').end(scripts.get(path));
  else if (pages.includes(path) || path === '') {
    const tags = path === '' ? '' : `<script src="/client.js"></script><script src="/${path}.js"></script>`;
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>${path}</title><body>${tags}`);
  } else response.writeHead(404).end();
});

server.on('upgrade', (request, socket: Socket, head) => {
  const websocket = new WebSocket(request, socket, head);
  sockets.add(socket);
  websocket.on('close', () => sockets.delete(socket));
  websocket.on('message', ({ data }) => {
    // A connect is held, as a server does that has nothing to say.
    const replies = parsed(data).filter(({ channel }) => channel !== '/meta/connect');
    if (replies.length > 0) websocket.send(JSON.stringify(replies.map(replyTo)));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

answer({
  ready: () => undefined,
  origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  /** Sends so many messages to every open socket, as fast as they go. */
  flood(count: number) {
    const frames = Buffer.concat(Array.from({ length: count }, (_, i) => textFrame(floodMessage(i + 1))));
    for (const socket of sockets) socket.write(frames);
    return sockets.size;
  },
  large({ megabytes, kind }: { megabytes: number; kind: 'text' | 'rows' }) {
    const frame = textFrame(largeMessage(megabytes, kind));
    for (const socket of sockets) socket.write(frame);
    return sockets.size;
  },
});

/** One frame: a text with the signs and escapes of HTML, or a list. */
function largeMessage(megabytes: number, kind: 'text' | 'rows'): string {
  const length = megabytes * 1024 * 1024;
  const line = '<p class="note">A line of a text that is about as long as most.</p>\n';
  const row = (id: number) => ({ _id: id, _v: 1, title: `todo ${id}`, note: 'x'.repeat(200), completed: false });
  const body =
    kind === 'text'
      ? { _id: 'large', text: line.repeat(length / line.length) }
      : Array.from({ length: length / 270 }, (_, id) => row(id));
  return JSON.stringify([{ channel: '/large', data: { method: 'PUT', body } }]);
}

interface Message {
  channel: string;
  id?: string;
  clientId?: string;
  subscription?: string;
}

function parsed(text: string): Message[] {
  return [JSON.parse(text)].flat();
}

function replyTo({ channel, id, clientId = 'bench', subscription }: Message): object {
  const reply = { channel, id, clientId, successful: true };
  if (channel === '/meta/handshake')
    return { ...reply, version: '1.0', supportedConnectionTypes: ['websocket', 'long-polling'] };
  if (channel === '/meta/subscribe') return { ...reply, subscription };
  return { ...reply, advice: { reconnect: 'retry', interval: 0, timeout: 120_000 } };
}

/** About 300 B, what a small document takes. */
function floodMessage(seq: number): string {
  const id = seq.toString(16).padStart(24, '0');
  const body = { _id: id, title: `todo ${seq}`, note: 'x'.repeat(100), completed: false, order: seq, _v: 1 };
  return JSON.stringify([{ channel: '/flood', data: { method: 'PUT', id, seq, v: 1, body } }]);
}

async function bundled(names: readonly string[]): Promise<Map<string, string>> {
  const entryPoints = names.map((name) => fileURLToPath(new URL(`pages/${name}-page.ts`, import.meta.url)));
  const { outputFiles } = await build({
    entryPoints,
    entryNames: '[name]',
    outdir: '/',
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return new Map(names.map((name, i) => [`${name}.js`, outputFiles[i]?.text ?? '']));
}
