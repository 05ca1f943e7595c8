import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import faye, { type NodeAdapter } from 'faye';
import type { Connection } from 'mongoose';
import { onTestFinished } from 'vitest';
import {
  type AnyModel,
  guardServer,
  type LiveResource,
  type LiveResourceOptions,
  liveResource,
} from '../../devserver/live-resource/index.ts';

export interface Answer {
  status: number;
  seq: number | undefined;
  json: unknown;
}

/** Somebody's own app, for one test: Express, Faye, a model, and the resource. */
export interface ResourceServer {
  readonly origin: string;
  readonly bayeux: NodeAdapter;
  readonly live: LiveResource;
  readonly errors: unknown[];
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function serveResource<D>(
  model: AnyModel<D>,
  options: Omit<LiveResourceOptions<D>, 'bayeux' | 'path'> & { path?: string; messageLimit?: number },
  /** Routes of the application's own, in front of the resource's. */
  own: RequestHandler = express.Router(),
): Promise<ResourceServer> {
  const { messageLimit, ...others } = options;
  const errors: unknown[] = [];
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 10 });
  const onError = (error: unknown) => errors.push(error);
  const live = liveResource(model, { path: '/api/notes', bayeux, onError, ...others });
  const server = createServer(express().use(own, live));
  bayeux.attach(server);
  const { origins = [], hosts = [], trustProxy = false } = options;
  guardServer(server, { mount: '/faye', origins, hosts, trustProxy, ...(messageLimit ? { messageLimit } : {}) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await live.close();
    await bayeux.getClient().disconnect();
    bayeux.close();
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    bayeux,
    live,
    errors,
    async request(method, path, body, headers = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(origin + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: text }),
      });
      const seq = response.headers.get('X-Live-Seq');
      return {
        status: response.status,
        seq: seq === null ? undefined : Number(seq),
        json: await response.json().catch(() => undefined),
      };
    },
  };
}

/** Empties a model between tests without its listeners hearing of it. */
export async function empty(connection: Connection, collection: string): Promise<void> {
  await connection.db?.collection(collection).deleteMany({});
}
