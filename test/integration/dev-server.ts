import { onTestFinished } from 'vitest';
import { type App, type AppOptions, createApp } from '../../devserver/app.ts';

/** A dev server for one test, on a free port; gone when the test is. */
export interface DevServer extends App {
  /** Without a slash at the end. */
  readonly origin: string;
  /** Sends JSON, unless told otherwise, and answers with what came back, whatever it was. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body parsed, or undefined where it is no JSON. */
  json: unknown;
}

/** Starts a dev server with its embedded database, or with `MONGODB_URI` and a database of the test's own. */
export async function startDevServer(options: AppOptions = {}): Promise<DevServer> {
  const app = await createApp({ ...ownDatabase(), ...options });
  onTestFinished(async () => {
    if (process.env.MONGODB_URI) await app.connection.dropDatabase();
    await app.close();
  });
  const { port } = await app.listen(0);
  const origin = `http://127.0.0.1:${port}`;

  return {
    ...app,
    origin,
    async request(method, path, body, headers = {}) {
      const response = await fetch(origin + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parsed(text) };
    },
  };
}

function ownDatabase(): AppOptions {
  const uri = process.env.MONGODB_URI;
  if (!uri) return {};
  const own = new URL(uri);
  own.pathname = `/test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  return { mongodbUri: own.href };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
