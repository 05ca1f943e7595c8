import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A Redis of a test's own, from the `redis-server` on the PATH. It keeps nothing: after `stop` and `start` it is empty. */
export interface RedisServer {
  readonly url: string;
  start(): Promise<void>;
  /** From now on it takes what is sent to it, and does nothing, until it is stopped. */
  pause(): void;
  /** Ends it without a farewell. */
  stop(): Promise<void>;
}

/** Starts one. Throws a sentence that says what to install if there is no `redis-server`. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
    child = started;
    const ready = new Promise<void>((resolve, reject) => {
      started.on('error', () => {
        reject(
          new Error('There is no redis-server on the PATH: install it (on Debian: apt-get install redis-server).'),
        );
      });
      started.on('exit', (code) => reject(new Error(`redis-server ended with exit code ${code}.`)));
      createInterface({ input: started.stdout }).on('line', (line) => {
        if (line.includes('Ready to accept connections')) resolve();
      });
    });
    await ready;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    pause() {
      child?.kill('SIGSTOP');
    },
    async stop() {
      const stopping = child;
      child = undefined;
      if (!stopping) return;
      const gone = once(stopping, 'exit');
      stopping.kill('SIGKILL');
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has a port.');
  server.close();
  await once(server, 'close');
  return address.port;
}
