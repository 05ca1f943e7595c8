import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Hook, NodeAdapter } from 'faye';
import { within } from './deadline.ts';

/** What this needs of Faye 1.4 (pinned) beyond its public interface: `faye/src/engines/{proxy,connection}.js`. */
interface FayeInternals {
  readonly _server: { readonly _engine: { readonly _connections: ReadonlyMap<string, { flush(): void }> } };
}

/** How long requests in flight may take to end, in ms, and after them the farewell to those who listen. */
const REQUESTS_MS = 1_000;
const FAREWELL_MS = 300;
/** Those who are sent away come back within this time, in ms, and not all in the same moment. */
const RETURN_WITHIN = 1_000;
/** Long enough for a client to notice that its socket is closing before it uses it again, in ms. */
const RETURN_AFTER = 100;

/**
 * Ends a server's life without breaking off what it has begun; to be called once everything is attached to it.
 * What is returned does it, in less than 2 s:
 *
 * 1. new connections are refused;
 * 2. requests in flight are answered, within a second;
 * 3. Bayeux clients get their held `/meta/connect` answered with the advice to come back (Bayeux 1.0, § 2.4) and soon,
 *    rather than to find out by a broken socket and wait for their own retry;
 * 4. what is still connected is cut off.
 *
 * @param options.mount the path that Faye is at
 * @param options.sessionsRemain whether another process knows the clients' sessions: they need no new handshake then
 */
export function prepareDrain(
  server: Server,
  bayeux: NodeAdapter,
  options: { mount: string; sessionsRemain: boolean },
): () => Promise<void> {
  const sockets = new Set<Socket>();
  const answers = new Set<ServerResponse>();
  let onAnswered = () => {};
  let leaving = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    if (leaving) response.setHeader('Connection', 'close');
    if (request.url?.startsWith(options.mount)) return; // those are held on purpose
    answers.add(response);
    response.on('close', () => {
      answers.delete(response);
      onAnswered();
    });
  });
  const sayFarewell: Hook = (message, callback) => {
    if (leaving && message.channel === '/meta/connect') {
      const interval = RETURN_AFTER + Math.floor(Math.random() * (RETURN_WITHIN - RETURN_AFTER));
      const reconnect = options.sessionsRemain ? 'retry' : 'handshake';
      message.advice = { ...message.advice, reconnect, interval };
    }
    callback(message);
  };
  bayeux.addExtension({ outgoing: sayFarewell });

  const answered = () =>
    new Promise<void>((resolve) => {
      onAnswered = () => {
        if (answers.size === 0) resolve();
      };
      onAnswered();
    });
  /** Waits, but no longer than so many ms: what is late is cut off. */
  const upTo = (ms: number, work: Promise<unknown>) => within(ms, 'late', work).catch(() => {});

  return async () => {
    leaving = true;
    const closed = new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
    await upTo(REQUESTS_MS, answered());
    // The adapter's own client holds a /meta/connect, and with it timers that would keep the process alive.
    await upTo(FAREWELL_MS, Promise.resolve(bayeux.getClient().disconnect()));
    await answerHeldConnects(bayeux);
    bayeux.close();
    server.closeIdleConnections();
    await upTo(FAREWELL_MS, closed);
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}

/**
 * Answers every `/meta/connect` that is held. `bayeux.close()` would too, but the answers are a promise's turn away and
 * it closes the websockets at once: they would get a close frame and no answer.
 */
async function answerHeldConnects(bayeux: NodeAdapter): Promise<void> {
  const { _connections } = (bayeux as unknown as FayeInternals)._server._engine;
  for (const connection of [..._connections.values()]) connection.flush();
  await nextTurn();
}
