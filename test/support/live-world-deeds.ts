import type Backbone from 'backbone';
import type { Client, Flying } from './live-world-client.ts';
import { RELEASE_AFTER } from './live-world-invariants.ts';
import type { createServer, Message, ServerResponse } from './live-world-server.ts';

/** Something that happens to a client. Says what it did; nothing when there was no occasion. */
export type Deed = (client: Client, which: number) => string | undefined;

export type StepKind = keyof ReturnType<typeof deedsOf>;

interface Scene {
  server: ReturnType<typeof createServer>;
  requests: Flying[];
  clients: readonly Client[];
  advance(ms: number): void;
}

/** Everything that can happen to a client, its user, its requests and its channel. */
export function deedsOf({ server, requests, clients, advance }: Scene) {
  let values = 0;
  const value = () => `n${++values}`;

  function deed(act: Deed): Deed {
    return act;
  }

  /** A user's click on one of the rows. */
  function onRow(verb: string, act: (model: Backbone.Model, client: Client) => void): Deed {
    return (client, which) => {
      const model = pick(
        client.todos.models.filter((each) => !each.isNew()),
        which,
      );
      if (!model) return undefined;
      const { id } = model;
      act(model, client);
      return `${client.name} ${verb} ${id}: ${newest()}`;
    };
  }

  /** A user's click on a row that was never saved. */
  function onDraft(verb: string, isCreating: boolean, act: (model: Backbone.Model, client: Client) => void): Deed {
    return (client, which) => {
      const drafts = client.todos.models.filter((each) => each.isNew() && isBeingCreated(client, each) === isCreating);
      const model = pick(drafts, which);
      if (!model) return undefined;
      const before = requests.length;
      act(model, client);
      return `${client.name} ${verb} ${model.get('a')}${requests.length > before ? `: ${newest()}` : ''}`;
    };
  }

  /** A document that was gone is there again. */
  function back(id: string, isAnew: boolean): void {
    for (const { dead, reborn } of clients) {
      dead.delete(id);
      reborn.add(id);
    }
    server.enter(id, isAnew);
  }

  /** Somebody past all clients does something to one of the server's documents. @param isSilent no message reports it */
  function onDocument(act: (id: string) => string, isSilent = true): Deed {
    return (_, which) => {
      const id = pick([...server.documents.keys()], which);
      if (id === undefined) return undefined;
      if (isSilent) for (const client of clients) client.hasLost = true;
      return act(id);
    };
  }

  function newest(): string {
    const request = requests.at(-1);
    return request ? describeRequest(request) : '';
  }

  /** One of the requests that the server has not seen. */
  function onAsked(act: (request: Flying) => string): Deed {
    return (client, which) => {
      const request = pick(
        requests.filter((each) => each.client === client && !each.answer),
        which,
      );
      return request && act(request);
    };
  }

  function drop(request: Flying): void {
    requests.splice(requests.indexOf(request), 1);
  }

  function serve(request: Flying): ServerResponse {
    const answer = server.handle(request);
    request.answer = answer;
    return answer;
  }

  function land(request: Flying, answer: ServerResponse): string {
    drop(request);
    request.land(answer);
    return `${request.client.name} gets ${answer.status} for ${describeRequest(request)}${at(answer.seq)}`;
  }

  function hearAt(client: Client, index: number, how: string, keeps = false): string | undefined {
    const message = client.queue[index];
    if (!message || client.isDown || client.faye.awaitsAcknowledgement) return undefined;
    if (!keeps) client.queue.splice(index, 1);
    client.faye.hear(JSON.parse(JSON.stringify(message)));
    return `${client.name} hears ${describe(message)}${how}`;
  }

  function renew(client: Client): string {
    client.faye.renew();
    client.queue.length = 0;
    return `${client.name} has a new session`;
  }

  return {
    // The user.
    create: deed((client) => {
      const model = client.todos.create({ a: value() });
      return `${client.name} creates ${model ? model.get('a') : 'nothing'}: ${newest()}`;
    }),
    createAndWait: deed((client) => {
      client.todos.create({ a: value() }, { wait: true });
      return `${client.name} creates and waits: ${newest()}`;
    }),
    save: onRow('saves', (model) => model.save({ a: value() })),
    saveMore: onRow('saves', (model) => model.save({ b: value() })),
    saveAndWait: onRow('saves and waits', (model) => model.save({ a: value() }, { wait: true })),
    patch: onRow('patches', (model) => model.save({ a: value() }, { patch: true })),
    saveWithout: onRow('takes b off', (model) => model.unset('b').save()),
    destroy: onRow('destroys', (model) => model.destroy()),
    destroyAndWait: onRow('destroys and waits', (model) => model.destroy({ wait: true })),
    draft: deed((client) => {
      const model = client.todos.add({ a: value() });
      return `${client.name} drafts ${model.get('a')}`;
    }),
    saveDraft: onDraft('saves draft', false, (model) => model.save()),
    changeAndSaveDraft: onDraft('changes draft', false, (model) => model.save({ a: value() })),
    removeDraft: onDraft('removes draft', false, (model, { todos }) => todos.remove(model)),
    removePending: onDraft('removes the pending', true, (model, { todos }) => todos.remove(model)),
    destroyPending: onDraft('destroys the pending', true, (model) => model.destroy()),
    saveDraftAgain: onDraft('saves once more', true, (model) => model.save({ a: value() })),
    resetPending: deed((client) => {
      if (!client.todos.models.some((model) => model.isNew())) return undefined;
      client.todos.reset(client.todos.filter((model) => !model.isNew()));
      return `${client.name} resets to what is saved`;
    }),
    fetch: deed((client) => {
      client.todos.fetch();
      return `${client.name} fetches: ${newest()}`;
    }),
    fetchAndReset: deed((client) => {
      client.todos.fetch({ reset: true });
      return `${client.name} fetches to reset: ${newest()}`;
    }),
    fetchAndKeep: deed((client) => {
      client.todos.fetch({ remove: false });
      return `${client.name} fetches without removing: ${newest()}`;
    }),
    refresh: onRow('refreshes', (model) => model.fetch()),

    // The server, and the way back.
    serve: onAsked((request) => {
      const { seq, status } = serve(request);
      return `server serves ${describeRequest(request)} → ${status}${at(seq)}`;
    }),
    fail: onAsked((request) => land(request, { status: 500 })),
    refuse: onAsked((request) => land(request, { status: 422 })),
    lose: onAsked((request) => {
      serve(request);
      return `the answer is lost: ${land(request, { status: request.name.length % 2 ? 0 : 503 })}`;
    }),
    swallow: onAsked((request) => {
      serve(request);
      drop(request);
      return `${describeRequest(request)} is served, and its callback never comes`;
    }),
    answer: deed((client, which) => {
      const request = pick(
        requests.filter((each) => each.client === client && each.answer),
        which,
      );
      return request?.answer && land(request, request.answer);
    }),

    loseAnswer: deed((client, which) => {
      const request = pick(
        requests.filter((each) => each.client === client && each.answer),
        which,
      );
      return request && `the answer is lost: ${land(request, { status: [0, 503, 504, 500][which % 4] ?? 0 })}`;
    }),

    // Other programs, and a server that is slow to tell.
    delay: deed(() => {
      server.delay();
      return 'the next message will take long to be made';
    }),
    catchUp: deed(() => (server.catchUp() ? 'what took long is told' : undefined)),
    goBack: onDocument((id) => {
      server.writePast(id, { a: value() }, 'lower');
      return `a backup of ${id} is restored`;
    }),
    loseVersion: onDocument((id) => {
      server.writePast(id, { a: value() }, 'lost');
      return `a program without versions replaces ${id}`;
    }),
    writePast: onDocument((id) => {
      server.writePast(id, { a: value() }, 'same');
      return `a program that counts nothing writes ${id}`;
    }),
    leave: onDocument((id) => {
      server.leave(id);
      return `${id} moves away`;
    }, false),
    enter: deed((_, which) => {
      const id = pick(server.gone, which);
      if (id === undefined) return undefined;
      back(id, false);
      return `${id} comes back`;
    }),
    begin: deed((_, which) => {
      const id = pick(server.gone, which);
      if (id === undefined) return undefined;
      back(id, true);
      return `${id} is made again`;
    }),

    // The channel.
    hear: deed((client) => hearAt(client, 0, '')),
    hearTwice: deed((client) => hearAt(client, 0, ', to come again', true)),
    hearAgain: deed((client, which) => {
      const { queue } = client;
      const message = queue[which % queue.length];
      if (message) queue.push(message);
      return message && `${describe(message)} is on its way to ${client.name} twice`;
    }),
    hearAhead: deed((client, which) => hearAt(client, which % Math.max(1, client.queue.length), ', ahead of others')),
    miss: deed((client, which) => {
      const { queue } = client;
      const [message] = queue.splice(which % Math.max(1, queue.length), 1);
      if (!message) return undefined;
      client.hasLost = true;
      return `${client.name} misses ${describe(message)}`;
    }),
    takeUp: deed((client) => {
      if (!client.faye.isAsking || client.isDown) return undefined;
      client.faye.take();
      return `server subscribes ${client.name}`;
    }),
    acknowledge: deed((client) => {
      if (!client.faye.awaitsAcknowledgement || client.isDown) return undefined;
      client.faye.acknowledge();
      return `${client.name} learns of its subscription`;
    }),
    down: deed((client) => {
      if (client.isDown) return undefined;
      client.isDown = true;
      client.faye.emit('transport:down');
      return `${client.name} goes down`;
    }),
    up: deed((client) => {
      if (!client.isDown) return undefined;
      client.isDown = false;
      client.hasLost = false;
      client.faye.emit('transport:up');
      return `${client.name} is back`;
    }),
    renew: deed(renew),
    reconnect: deed((client) => {
      client.isDown = true;
      client.faye.emit('transport:down');
      client.isDown = false;
      client.faye.emit('transport:up');
      client.hasLost = false;
      return `${client.name} reconnects`;
    }),
    restart: deed(() => {
      server.restart();
      // Every connection breaks: what was served is not answered, what was not is not served.
      for (const request of [...requests]) land(request, { status: 0 });
      for (const client of clients) renew(client);
      return 'server restarts: it counts from the start, and every session is a new one';
    }),
    restartUnseen: deed(() => {
      server.restart();
      // What was served is on its way, and what was not is served by the new process.
      for (const client of clients) renew(client);
      return 'server restarts: it counts from the start, every session is a new one, and requests go on';
    }),
    share: deed((client, which) => {
      const other = pick(
        clients.filter((each) => each !== client),
        which,
      );
      if (!other) return undefined;
      // Of a request that left before, this collection knows nothing; what it deletes itself it does not take back.
      client.todos.reset(
        other.todos.filter((model) => !isBeingCreated(other, model) && !isGoing(client, String(model.id))),
      );
      // They may be fewer than it should have.
      client.hasLost = true;
      return `${client.name} takes the models that ${other.name} has`;
    }),
    dispose: deed((client) => {
      if (!client.state()) return undefined;
      client.todos.dispose();
      for (const request of client.flying) request.at = Number.NEGATIVE_INFINITY;
      client.queue.length = 0;
      return `${client.name} lets go`;
    }),
    unlisten: deed((client) => {
      if (!client.todos.listening) return undefined;
      client.todos.unlisten();
      client.queue.length = 0;
      return `${client.name} stops listening`;
    }),
    listen: deed((client) => {
      if (client.todos.listening) return undefined;
      const isAnew = !client.state();
      client.todos.listen();
      // It knows nothing of what it was before.
      if (isAnew) client.todos.fetch({ reset: true });
      return `${client.name} listens again`;
    }),
    second: deed(() => {
      advance(1_000);
      return 'a second passes';
    }),
    minute: deed(() => {
      advance(RELEASE_AFTER);
      return 'a minute passes';
    }),
  } satisfies Record<string, Deed>;
}

function pick<T>(from: readonly T[], which: number): T | undefined {
  return from[which % Math.max(1, from.length)];
}

function isBeingCreated(client: Client, model: Backbone.Model): boolean {
  for (const flight of client.flying) if (flight.model === model && flight.method === 'create') return true;
  return false;
}

function isGoing({ dead, flying }: Client, id: string): boolean {
  return dead.has(id) || [...flying].some((request) => request.method === 'delete' && request.id === id);
}

function describeRequest({ name, method, id, attributes }: Flying): string {
  const words = [name, method, id, attributes && `a=${attributes.a ?? ''}`];
  return words.filter((word) => word !== undefined).join(' ');
}

function describe({ method, body, id, seq, v }: Message): string {
  const { id: named } = body as { id: string };
  return [method, id ?? named, v && `v${v}`, seq && `#${seq}`].filter(Boolean).join(' ');
}

function at(seq: number | undefined): string {
  return seq === undefined ? '' : ` at #${seq}`;
}
