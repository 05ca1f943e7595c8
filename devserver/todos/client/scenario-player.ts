import Backbone from 'backbone';
import type { BayeuxMessage, Client } from 'faye';
import $ from 'jquery';
import { LiveCollection, type LiveDecision, liveRegistry } from '../../live-collection/index.ts';
import {
  type Call,
  type Kind,
  type Order,
  type ShownCollection,
  STAGE_CHANNEL,
  STAGE_PATH,
  type StageAction,
  type StageReport,
  type Which,
} from '../../scenarios/protocol.ts';
import { Todo } from './todo.ts';
import type { Todos } from './todos.ts';

type Collection = LiveCollection<Backbone.Model>;

/**
 * Plays scenarios of the dev server on this page: does what a user or an application would, when it is told to. Until the
 * server calls, it is one more extension of the Faye client and does nothing.
 */
export function playScenarios(todos: Todos, client: Client, connect: () => Client): void {
  client.addExtension({
    incoming(message: BayeuxMessage, callback: (message: BayeuxMessage) => void) {
      if (message.channel === STAGE_CHANNEL) void play(message.data as Call, todos, client, connect);
      callback(message);
    },
  });
}

async function play({ run, clientId }: Call, todos: Todos, client: Client, connect: () => Client): Promise<void> {
  const path = `${STAGE_PATH}/${encodeURIComponent(run)}`;
  try {
    await post(`${path}/claim`, { clientId });
  } catch {
    return; // another window was first
  }
  let sent: Promise<unknown> = Promise.resolve();
  const report = (...reports: StageReport[]) => {
    sent = sent.then(() => post(`${path}/reports`, { reports }));
  };
  const actor = createActor(todos, client, connect, report);
  try {
    for (;;) {
      const { order, over } = (await post(`${path}/next`, {})) as { order?: Order; over?: boolean };
      if (over) break;
      if (order) report(await carryOut(order, actor));
    }
  } finally {
    actor.end();
  }
}

type Actor = ReturnType<typeof createActor>;

async function carryOut({ n, action, requestId }: Order, actor: Actor): Promise<StageReport> {
  try {
    const shown = await actor.act(action, requestId);
    return { kind: 'done', n, ...(shown && { shown }) };
  } catch (error) {
    return { kind: 'failed', n, message: String(error) };
  }
}

function createActor(todos: Todos, client: Client, connect: () => Client, report: (report: StageReport) => void) {
  const demo = todos as unknown as Collection;
  let opened: Collection | undefined;
  let ownClient: Client | undefined;
  const unlisten = listenTo(demo, 'demo', report);

  const named = (title: string): Backbone.Model => {
    const model = (opened ?? demo).find((one) => one.get('title') === title);
    if (!model) throw new Error(`There is no todo ${title}.`);
    return model;
  };

  async function act(action: StageAction, requestId: string): Promise<ShownCollection | undefined> {
    const collection = opened ?? demo;
    const settled = {
      headers: { 'X-Live-Request-Id': requestId },
      success: () => report({ kind: 'settled', ok: true }),
      error: () => report({ kind: 'settled', ok: false }),
    };
    switch (action.do) {
      case 'create':
        collection.create({ title: action.title }, { ...settled, ...(action.wait && { wait: true }) });
        break;
      case 'draft':
        collection.add({ title: action.title });
        break;
      case 'retry':
        named(action.title).save({}, settled);
        break;
      case 'save':
        named(action.title).save(action.attributes, settled);
        break;
      case 'destroy':
        named(action.title).destroy(settled);
        break;
      case 'remove':
        collection.remove(named(action.title));
        break;
      case 'fetch':
        collection.fetch(settled);
        break;
      case 'open':
        if (action.client === 'own') ownClient = connect();
        opened = make(action.kind, ownClient ?? client);
        listenTo(opened, 'opened', report);
        await firstFetch(opened);
        break;
      case 'dispose':
        collection.dispose();
        break;
      case 'tidy':
        tidy();
        break;
      case 'show':
        return show(action.which === 'demo' ? demo : opened);
    }
    return undefined;
  }

  function tidy(): void {
    demo.remove(demo.filter((model) => model.isNew()));
    opened?.dispose();
    ownClient?.disconnect();
    opened = undefined;
    ownClient = undefined;
  }

  return {
    act,
    end() {
      tidy();
      unlisten();
    },
  };
}

function listenTo(collection: Collection, which: Which, report: (report: StageReport) => void): () => void {
  const tell = ({ decision, id }: LiveDecision) =>
    report({ kind: 'decision', which, decision, ...(id !== undefined && { id }) });
  collection.on('live:decision', tell);
  return () => collection.off('live:decision', tell);
}

const Renamed = Backbone.Model.extend({
  idAttribute: 'key',
  parse: ({ _id: key, ...rest }: Record<string, unknown>) => ({ key, ...rest }),
});

function make(kind: Kind, client: Client): Collection {
  const ways: Record<Kind, object> = {
    plain: { model: Todo },
    renaming: { model: Renamed },
    polymorphic: {
      model: (attributes: object, options: object) => new Todo(attributes as never, options),
      modelId: ({ _id }: { _id?: string }) => _id,
    },
    active: { model: Todo, accepts: ({ completed }: { completed?: boolean }) => !completed },
  };
  const Kind = LiveCollection.extend({ url: '/api/todos', ...ways[kind] });
  return new Kind([], { client });
}

function firstFetch(collection: Collection): Promise<void> {
  return new Promise((resolve, reject) => {
    collection.fetch({ success: () => resolve(), error: () => reject(new Error('The list could not be fetched.')) });
  });
}

function show(collection: Collection | undefined): ShownCollection | undefined {
  if (!collection) return undefined;
  const source = [...liveRegistry().sources].find((one) => one.collection === collection);
  const { inFlight = 0, held = 0 } = source?.describe() ?? {};
  const rows = collection.map((model) => {
    const { key, ...rest } = model.toJSON();
    return key === undefined ? rest : { _id: key, ...rest };
  });
  return { rows, listening: collection.listening, inFlight, held };
}

/** Not by `fetch`: jsdom has none, and tests play on it. */
function post(url: string, body: object): Promise<unknown> {
  return Promise.resolve($.ajax({ url, method: 'POST', contentType: 'application/json', data: JSON.stringify(body) }));
}
