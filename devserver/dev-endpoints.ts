import express, { type RequestHandler } from 'express';
import type { NodeAdapter } from 'faye';
import type { Connection } from 'mongoose';
import { createFaults, faultsRouter, loopbackOnly } from './faults/index.ts';
import { createLog, type Log, logRouter, watchWrites } from './log/index.ts';

/** What a dev server has for those who try races on it, under `/_dev`: faults and a log. Loopback only. */
export interface DevEndpoints {
  /** The engine to make the Faye server with. */
  readonly engine: Record<string, unknown>;
  readonly log: Log;
  /** Express middleware that plays faults on requests; to stand before the resources. */
  readonly faults: RequestHandler;
  /** To be mounted at `/_dev`. */
  readonly router: RequestHandler;
  /** To be called once with the server made with the engine, and a connection that monitors its commands. */
  attach(bayeux: NodeAdapter, connection: Connection): void;
}

/** @param engineOptions Faye's, of the engine that would be used without faults */
export function createDevEndpoints(engineOptions?: Record<string, unknown>): DevEndpoints {
  const log = createLog();
  const faults = createFaults(log, engineOptions);
  const router = express.Router();
  router.use(loopbackOnly);
  router.use('/faults', faultsRouter(faults));
  router.use('/log', logRouter(log));

  return {
    engine: faults.engine,
    log,
    faults: faults.requests,
    router,
    attach(bayeux, connection) {
      faults.attach(bayeux);
      watchWrites(connection, log);
    },
  };
}
