import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** A host as it may stand in a policy: nothing that could end the directive. */
const HOST = /^[\w.:[\]-]+$/;

/**
 * The response headers that keep the demo's page to itself: its own scripts, styles and connections, no frames of it
 * elsewhere. Without those that only make sense over HTTPS, which a dev server does not speak.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Not every browser lets 'self' stand for the websocket of the same host.
        connectSrc: ["'self'", ({ headers }: IncomingMessage) => websocketTo(headers.host)],
        // The pages under /_dev bring their few rules along.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: false,
    originAgentCluster: false,
  });
}

function websocketTo(host: string | undefined): string {
  return host !== undefined && HOST.test(host) ? `ws://${host}` : "'self'";
}
