import { createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { CommandContext } from './commands/handler.ts';
import { answer } from './commands/index.ts';
import { createCursors } from './cursors.ts';
import { failure } from './errors.ts';
import type { ReplicaSet } from './replica-set.ts';
import type { Store } from './store/store.ts';
import type { Document } from './values/document.ts';
import { encodeReply, parseRequest, type Request, readMessages } from './wire.ts';

/** What a server has to know of where its data is kept. */
export interface Durability {
  /** Resolves when all that the store has heard is kept; rejects with a MongoError if it could not be. */
  settled(): Promise<void>;
}

/**
 * A TCP server of the store: one message at a time and in order per connection. Not yet listening.
 * Nothing is answered before what the answer rests on is kept, a read's answer neither.
 */
export function createMongoServer(
  store: Store,
  durability: Durability = { settled: () => Promise.resolve() },
  replicaSet?: ReplicaSet,
): { server: Server; disconnectAll(): void } {
  const cursors = createCursors();
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    const context: CommandContext = { store, cursors, connectionId: connections, replicaSet };
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A stream that cannot be cut into messages, or a peer that is gone, ends this connection and nothing else;
    // there is nobody left to tell.
    pipeline(socket, (chunks: AsyncIterable<Buffer>) => replies(chunks, context, durability), socket).catch(() =>
      socket.destroy(),
    );
  });

  return {
    server,
    disconnectAll() {
      replicaSet?.streams.killAll();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function* replies(
  chunks: AsyncIterable<Buffer>,
  context: CommandContext,
  durability: Durability,
): AsyncGenerator<Buffer> {
  for await (const message of readMessages(chunks)) {
    const request = parseRequest(message);
    const given = run(request, context);
    // Nothing is awaited without need: a change that cannot be kept must not have been taken back before it is waited for.
    const document = given instanceof Promise ? await given : given;
    const kept = await durability.settled().then(() => document, failure);
    if (request.wantsReply) yield encoded(request, kept);
  }
}

function run(request: Request, context: CommandContext): Document | Promise<Document> {
  try {
    return answer(request.command(), request.legacy, context);
  } catch (thrown) {
    return failure(thrown);
  }
}

function encoded(request: Request, document: Document): Buffer {
  try {
    return encodeReply(request, document);
  } catch (thrown) {
    return encodeReply(request, failure(thrown));
  }
}
