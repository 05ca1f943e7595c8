import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FirefoxProcess, startFirefox } from './firefox-process.ts';

/** Names the broker's address to the processes that run the test files. */
export const BROKER = 'LIVECOLLECTION_FIREFOX_BROKER';

/**
 * Before the end-to-end tests: keeps Firefox between test files, which run in a process each. A start takes 4 s of both
 * cores. `POST /borrow` answers with the port of an idle Firefox, or of a new one; `POST /return?PORT` gives it back.
 * @returns ends all of them
 */
export default async function brokerFirefox(): Promise<() => Promise<void>> {
  const running = new Map<number, FirefoxProcess>();
  const idle: number[] = [];

  async function borrow(): Promise<number> {
    for (let port = idle.pop(); port !== undefined; port = idle.pop()) {
      if (running.get(port)?.ended() === undefined) return port;
      running.delete(port);
    }
    const firefox = await startFirefox();
    running.set(firefox.port, firefox);
    return firefox.port;
  }

  async function answer({ url = '' }: IncomingMessage): Promise<string> {
    const { pathname, search } = new URL(url, 'http://127.0.0.1');
    if (pathname === '/borrow') return String(await borrow());
    const port = Number(search.slice(1));
    if (pathname !== '/return' || !running.has(port)) throw new Error(`Nothing is called ${url}`);
    idle.push(port);
    return '';
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env[BROKER] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async () => {
    server.close();
    await Promise.all([...running.values()].map(({ end }) => end()));
  };
}
