import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { NodeAdapter, Subscription } from 'faye';
import type { Connection } from 'mongoose';
import { within } from './deadline.ts';

/** How long each part may take to answer, in ms. Less than what asks for health usually waits. */
const PATIENCE = 1_000;

/** What `GET /healthz` answers: each part is `'ok'`, or the reason why it is not. */
export interface Health {
  readonly status: 'ok' | 'unavailable';
  readonly checks: Readonly<Record<string, string>>;
}

/** A part that is tried out: resolves if it works, rejects with the reason. */
export type Check = () => Promise<unknown>;

/** Express middleware for `GET /healthz`: 200 if every check passes, else 503. Those who ask at once share one trial. */
export function healthEndpoint(checks: Readonly<Record<string, Check>>): RequestHandler {
  let running: Promise<Health> | undefined;
  return async (_request, response) => {
    running ??= examine(checks).finally(() => {
      running = undefined;
    });
    const health = await running;
    response
      .status(health.status === 'ok' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(health);
  };
}

async function examine(checks: Readonly<Record<string, Check>>): Promise<Health> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await within(PATIENCE, `no answer within ${PATIENCE} ms`, check());
        return [name, 'ok'] as const;
      } catch (error) {
        return [name, error instanceof Error ? error.message : String(error)] as const;
      }
    }),
  );
  const status = results.every(([, result]) => result === 'ok') ? 'ok' : 'unavailable';
  return { status, checks: Object.fromEntries(results) };
}

/** The database answers a ping, and can store what it is given as far as `check` knows. */
export function databaseCheck(connection: Connection, check: Check): Check {
  return async () => {
    await check();
    if (!connection.db) throw new Error('not connected');
    await connection.db.command({ ping: 1 }, { timeoutMS: PATIENCE });
  };
}

/** A message published on a channel that nobody knows comes back: engine, subscriptions and delivery work. */
export function bayeuxCheck(bayeux: NodeAdapter): Check {
  const channel = `/healthz/${randomUUID()}`;
  const awaited = new Map<unknown, () => void>();
  let subscription: Subscription | undefined;

  async function roundTrip(): Promise<void> {
    const client = bayeux.getClient();
    subscription ??= client.subscribe(channel, (name) => awaited.get(name)?.());
    await subscription;
    const name = randomUUID();
    const back = new Promise<void>((resolve) => awaited.set(name, resolve));
    await Promise.all([back, client.publish(channel, name)]);
  }

  return async () => {
    try {
      await within(PATIENCE, `no message came back within ${PATIENCE} ms`, roundTrip());
    } catch (error) {
      // Faye says nothing of a subscription that a new session was refused: only a new one is sure to be one.
      subscription?.cancel();
      subscription = undefined;
      throw error;
    } finally {
      awaited.clear();
    }
  };
}
