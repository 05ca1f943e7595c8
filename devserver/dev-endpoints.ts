import express, { type RequestHandler } from 'express';
import type { NodeAdapter } from 'faye';
import type { Connection } from 'mongoose';
import { createFaults, faultsRouter, loopbackOnly } from './faults/index.ts';
import { type InspectorOptions, inspectorRouter } from './inspector.ts';
import { createLog, type Log, logRouter, watchWrites } from './log/index.ts';
import { createDirector, foreignClient, scenariosRouter } from './scenarios/index.ts';

/** What a dev server has for those who try races on it, under `/_dev`: faults, scenarios and a log. Loopback only. */
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

export interface DevOptions {
  /** Faye's, of the engine that would be used without faults. */
  engine?: Record<string, unknown>;
  /** The demo's resource, whose path is its channel. */
  path?: string;
  /** Plays this scenario on the first page that opens. */
  scenario?: string | undefined;
  /** The panel as a page; without it there is none. */
  inspector?: InspectorOptions | undefined;
  /** The directory of the page of live collections that are not ours; without it there is none. */
  foreign?: string | undefined;
}

/** @throws Error when there is no such scenario */
export function createDevEndpoints(options: DevOptions = {}): DevEndpoints {
  const { engine, path = '/api/todos', scenario, inspector, foreign } = options;
  const log = createLog();
  const faults = createFaults(log, engine);
  let origin = '';
  const director = createDirector(
    faults,
    foreignClient(() => origin + path),
    path,
  );
  if (scenario !== undefined && !director.play(scenario)) throw new Error(`There is no scenario ${scenario}.`);

  const router = express.Router();
  router.use(loopbackOnly);
  router.use((request, _response, next) => {
    // Where the server can be reached: this request has reached it there.
    const { localAddress = '', localPort } = request.socket;
    origin = `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
    next();
  });
  router.use('/faults', faultsRouter(faults));
  router.use('/log', logRouter(log));
  router.use('/scenarios', scenariosRouter(director));
  if (inspector) router.use('/inspector', inspectorRouter(inspector));
  if (foreign) router.use('/foreign', express.static(foreign));

  return {
    engine: faults.engine,
    log,
    faults: faults.requests,
    router,
    attach(bayeux, connection) {
      faults.attach(bayeux);
      watchWrites(connection, log);
      bayeux.on('subscribe', (clientId, channel) => {
        if (channel === path) director.hasCome(clientId);
      });
    },
  };
}
