/**
 * A server, some windows with a live collection each, and everything that can happen between them, one step at a time.
 * A step names what happens, to whom, and to which of several; a step for which there is no occasion does nothing.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { LiveCollection, type LiveCollectionClass } from '../../devserver/live-collection/index.ts';
import { type Client, createClient, type Extend, type Flying } from './live-world-client.ts';
import { type Deed, deedsOf, type StepKind } from './live-world-deeds.ts';
import { brokenAtRest, brokenNow, RELEASE_AFTER } from './live-world-invariants.ts';
import { createServer, type ServerOptions, type Vocabulary } from './live-world-server.ts';

export type { StepKind } from './live-world-deeds.ts';

export interface Step {
  kind: StepKind;
  /** Which client, counted round. */
  who: number;
  /** Which of the models, requests or messages that are in question, counted round. */
  which: number;
}

export interface WorldOptions {
  clients?: number;
  /** Documents that everybody has at the beginning. */
  documents?: number;
  /** The vocabulary of 2013. */
  isBare?: boolean;
  /** What the server says, beside the documents. Default: all of it, or nothing where it is bare. */
  vocabulary?: Vocabulary | undefined;
  /** A hook makes a second document with each create. */
  hook?: ServerOptions['hook'];
  namesAll?: boolean;
  hasNumbers?: boolean;
  /** A PATCH tells only what it changed. */
  isSparing?: boolean;
  /** The first fetch and the subscription are still under way when the schedule begins. */
  isEarly?: boolean;
  /** Lets time pass, in ms. */
  advance(ms: number): void;
  Live?: LiveCollectionClass;
  /** What the application gives its collections, and their model class. */
  extend?: Extend;
}

export interface World {
  readonly clients: readonly Client[];
  /** What happened, a line each. */
  readonly log: readonly string[];
  /** @returns what the clients decided on it; undefined when there was no occasion for the step */
  take(step: Step): Promise<string[] | undefined>;
  /** Everything on its way arrives, everything lost is caught up with. */
  settle(): Promise<void>;
  /** Settles, and finds every collection like the server. */
  rest(): Promise<void>;
  dispose(): void;
}

/** What also happens to a collection that was let go. */
const SERVED: ReadonlySet<StepKind> = new Set(['serve', 'answer', 'lose', 'loseAnswer', 'fail', 'listen']);

/** The world is in a state that must not be; the message is the whole schedule. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const {
    clients: count = 2,
    documents = 2,
    isBare = false,
    isEarly = false,
    isSparing = false,
    vocabulary = isBare ? 'bare' : 'full',
    hook,
    namesAll = false,
    hasNumbers = false,
    advance,
    Live = LiveCollection,
    extend,
  } = options;
  const log: string[] = [];
  const requests: Flying[] = [];
  let named = 0;

  const server = createServer(
    (message) => {
      for (const client of clients) if (client.faye.isTaken) client.queue.push(message);
    },
    { vocabulary, isSparing, hook, namesAll, hasNumbers },
  );
  const clients = Array.from({ length: count }, (_, index) =>
    createClient('ABCDEFGH'.charAt(index), Live, extend, (request) => {
      request.name = `r${++named}`;
      requests.push(request);
    }),
  );
  const deeds = deedsOf({ server, requests, clients, advance });

  function broken(sentence: string): BrokenInvariant {
    return new BrokenInvariant(`${sentence}.\n${log.map((line) => `    ${line}`).join('\n')}`);
  }

  async function happen(client: Client, deed: Deed, which: number): Promise<string[] | undefined> {
    const line = deed(client, which);
    if (line === undefined) return undefined;
    log.push(line);
    const decided: string[] = [];
    await turn();
    for (const each of clients) {
      for (const { decision, id } of each.decisions()) {
        decided.push(id === undefined ? decision : `${decision} ${id}`);
        log.push(`    ${each.name}: ${decided.at(-1)}`);
      }
      const sentence = brokenNow(each, clients, server.documents);
      if (sentence) throw broken(sentence);
    }
    return decided;
  }

  /** Everything that is under way arrives, in order. */
  async function deliver(): Promise<void> {
    for (let isQuiet = false; !isQuiet; ) {
      isQuiet = true;
      for (const client of clients) {
        for (const deed of [deeds.up, deeds.takeUp, deeds.acknowledge, deeds.serve, deeds.answer, deeds.hear]) {
          while (await happen(client, deed, 0)) isQuiet = false;
        }
      }
    }
  }

  async function settle(): Promise<void> {
    log.push('– everything arrives –');
    await deliver();
    for (const client of clients) await happen(client, deeds.catchUp, 0);
    for (const client of clients) {
      if (!client.todos.listening) await happen(client, deeds.listen, 0);
      if (client.hasLost) await happen(client, deeds.reconnect, 0);
    }
    await deliver();
    // What was swallowed is given up, and what failed is tried again.
    for (const ms of [RELEASE_AFTER, RELEASE_AFTER, RELEASE_AFTER]) {
      advance(ms);
      await turn();
      await deliver();
    }
  }

  for (let index = 0; index < documents; index++) {
    server.handle({ method: 'create', attributes: { a: `first ${index + 1}` }, crid: undefined });
  }
  for (const client of clients) client.todos.fetch();
  if (!isEarly) await deliver();
  log.length = 0;

  return {
    clients,
    log,
    async take({ kind, who, which }) {
      const client = clients[who % clients.length];
      if (!client) return undefined;
      // What a user does with a collection that was let go is Backbone's matter alone.
      const isLetGo = !client.state() && !SERVED.has(kind);
      return isLetGo ? undefined : happen(client, deeds[kind], which);
    },
    settle,
    async rest() {
      await settle();
      for (const client of clients) {
        const sentence = brokenAtRest(client, server.documents);
        if (sentence) throw broken(sentence);
      }
    },
    dispose() {
      for (const { todos } of clients) todos.dispose();
    },
  };
}
