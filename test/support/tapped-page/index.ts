import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import faye from 'faye';
import { GIVEN_UP } from './noticed.ts';

/** A server of plain pages with a Bayeux server, a REST resource that is a channel, and answers of every awkward kind. */
export interface TappedSite {
  readonly origin: string;
  /** The address of a page with the taps in it before its first own script, or without them. */
  page(taps: 'tapped' | 'plain', script: 'calls' | 'nothing'): string;
  /** A script's text, for a page that is not served. */
  script(name: 'taps' | 'wrappers'): string;
  /**
   * What was asked for since the last question, as `POST /api/todos`; without what the page gave up at once, which may
   * have left by then, or not.
   */
  requests(): string[];
  publish(channel: string, data: unknown): Promise<void>;
  close(): void;
}

/** How many bytes `/api/todos/long` answers: more than is read of a body. */
const LONG = 700_000;

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const json = (response: ServerResponse, status: number, value: unknown) =>
  response
    .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
    .end(JSON.stringify(value));

const answers: Record<string, Answer> = {
  '/api/todos': ({ method, headers }, response, body) =>
    json(response, method === 'POST' ? 201 : 200, {
      method,
      body,
      length: headers['content-length'],
      type: headers['content-type'],
    }),
  '/api/todos/long': (_request, response) => void response.end('x'.repeat(LONG)),
  // Not by closing the connection: browsers ask again on another one, or do not, as they please.
  '/api/todos/broken': ({ socket }) =>
    void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'),
  '/api/todos/half': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half of it', () => response.destroy());
  },
  '/api/todos/never': () => {},
  '/api/todos/empty': (_request, response) => void response.writeHead(204).end(),
  '/api/todos/moved': (_request, response) => void response.writeHead(303, { location: '/api/todos' }).end(),
  '/elsewhere': (_request, response) => json(response, 200, { elsewhere: true }),
  '/stream': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: one\n\ndata: two\n\n');
  },
  '/silent.js': (_request, response) => void response.writeHead(200, { 'content-type': 'text/javascript' }).end(''),
};

/** Starts it on a free port of 127.0.0.1. */
export async function serveTappedPage(): Promise<TappedSite> {
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 20 });
  const scripts: Record<string, string> = {
    '/before.js': await bundled('./before.ts'),
    '/taps.js': await bundled('./in-page.ts'),
    '/calls.js': await bundled('./calls.ts'),
    '/wrappers.js': await bundled('./wrappers.ts'),
    '/nothing.js': '',
  };
  let asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      const files = ['before', ...(searchParams.get('taps') === 'tapped' ? ['taps'] : []), searchParams.get('script')];
      const tags = files.map((file) => `<script src="/${file}.js"></script>`).join('');
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><meta charset="utf-8"><title>Tapped</title><link rel="icon" href="data:,">${tags}`);
      return;
    }
    const script = scripts[pathname];
    if (script !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const answer = answers[pathname];
      if (answer) answer(request, response, body);
      else response.writeHead(404).end();
    });
  });
  bayeux.attach(server);
  const count = ({ method, url = '' }: IncomingMessage) => {
    const { pathname, search } = new URL(url, 'http://localhost');
    if (pathname === '/' || pathname in scripts || pathname === '/api/todos/never' || search === GIVEN_UP) return;
    asked.push(`${method} ${pathname}`);
  };
  server.on('request', count).on('upgrade', count);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    page: (taps, script) => `${origin}/?${new URLSearchParams({ taps, script })}`,
    script: (name) => scripts[`/${name}.js`] ?? '',
    requests() {
      const all = asked.sort();
      asked = [];
      return all;
    },
    async publish(channel, data) {
      await bayeux.getClient().publish(channel, data);
    },
    close() {
      bayeux.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bundled(file: string): Promise<string> {
  const entryPoints = [fileURLToPath(new URL(file, import.meta.url))];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'iife', target: 'es2022', write: false });
  return outputFiles[0]?.text ?? '';
}
