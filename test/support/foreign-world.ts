/**
 * One window with a live collection of somebody else's, on a hand-driven network, and what truly happened to it: the
 * oracle of what may be said of it.
 */
import type Backbone from 'backbone';
import { articleCollection } from '../../devserver/foreign/article-collection.ts';
import { operationCollection } from '../../devserver/foreign/operation-collection.ts';
import { createForeignPage } from './foreign-page.ts';

export const ALGORITHMS = ['article', 'operations'] as const;
/**
 * When the collection's handler does its work.
 *
 *   sync      at once
 *   async     after some microtasks
 *   deferred  in a timer of 0 ms
 *   batched   in one timer of 0 ms for all messages until then
 *   slow      later than anything can be attributed
 */
export const MODES = ['sync', 'async', 'deferred', 'batched', 'slow'] as const;

export interface Setting {
  algorithm: (typeof ALGORITHMS)[number];
  mode: (typeof MODES)[number];
  /** Messages carry `seq` and `v`, and answers the channel's number; else they are as in 2013. */
  isNumbered: boolean;
}

export const STEPS = {
  create: 3,
  createAndWait: 1,
  save: 2,
  destroy: 2,
  fetch: 1,
  otherCreates: 3,
  otherUpdates: 3,
  otherDeletes: 2,
  serve: 5,
  answer: 5,
  fail: 1,
  lose: 1,
  hear: 8,
  hearAhead: 1,
  hearTwo: 2,
  hearAgain: 1,
  miss: 1,
  work: 2,
  rest: 4,
} as const;

export interface Step {
  kind: keyof typeof STEPS;
  which: number;
  /** The timers that are due run before the next step. */
  rests: boolean;
}

interface Document {
  _id: string;
  title: string;
  _v?: number;
}

interface Sent {
  method: 'POST' | 'PUT' | 'DELETE';
  document: Document;
  seq: number;
  v: number;
}

/** Something that truly happened to a document in the collection. */
export interface Fact {
  /** The number of events that the taps had told by then. */
  at: number;
  is: 'appeared' | 'vanished' | 'changed';
  id: string;
  cid: string;
  /** How many models had the id afterwards. */
  count: number;
  /** The number of the message whose handler did it, from 1; 0 for anything else. */
  message: number;
}

export type ForeignWorld = ReturnType<typeof createForeignWorld>;

/** @param on the Backbone that the page has */
export function createForeignWorld({ algorithm, mode, isNumbered }: Setting, on?: typeof Backbone) {
  const documents = new Map<string, Document>();
  const versions = new Map<string, number>();
  const queue: Sent[] = [];
  const served = new Map<object, { status: number; body: unknown; seq: number }>();
  const slow: (() => void)[] = [];
  let batch: (() => void)[] | undefined;
  let seq = 0;
  let names = 0;
  let heard = 0;
  /** Whose handler runs. */
  let handled = 0;
  /** What was heard, by its number from 1. */
  const messages: Sent[] = [];

  // The truth.
  const facts: Fact[] = [];
  const models = new Map<string, string>();
  /** Ids that the client knows to be deleted, and since which event. */
  const dead = new Map<string, number>();
  /** Those of them that its own deletes, not messages alone, told it of. */
  const deletedHere = new Set<string>();
  /** Ids of whole documents that the client was given. */
  const given = new Set<string>();
  /** Ids whose own delete has no answer. */
  const deleting = new Map<object, string>();

  let work = (act: () => void) => act();
  const later = (act: () => void) => {
    const message = heard;
    work(() => {
      const before = handled;
      handled = message;
      act();
      handled = before;
    });
  };

  const page = createForeignPage<Backbone.Collection>((on) => {
    if (algorithm === 'article')
      return class Articles extends articleCollection(on) {
        override hear(change: Parameters<InstanceType<ReturnType<typeof articleCollection>>['hear']>[0]): void {
          later(() => super.hear(change));
        }
      };
    const Todo = on.Model.extend({ idAttribute: '_id' });
    return class Operations extends operationCollection(on, Todo) {
      override onDataChange(change: unknown): void {
        later(() => super.onDataChange(change));
      }
    };
  }, on);
  const { todos } = page;

  if (mode === 'async') work = (act) => void Promise.resolve().then(() => Promise.resolve().then(act));
  if (mode === 'deferred') work = page.defer;
  if (mode === 'slow') work = (act) => void slow.push(act);
  if (mode === 'batched')
    work = (act) => {
      if (batch) {
        batch.push(act);
        return;
      }
      batch = [act];
      page.defer(() => {
        const all = batch ?? [];
        batch = undefined;
        for (const each of all) each();
      });
    };

  const count = (id: string) => [...models.values()].filter((each) => each === id).length;
  function note(is: Fact['is'], cid: string, id: string): void {
    facts.push({ at: page.events.length, is, id, cid, count: count(id), message: handled });
  }
  todos.on('add', ({ cid, id: key }: Backbone.Model) => {
    if (key === undefined) return;
    const id = String(key);
    models.set(cid, id);
    note('appeared', cid, id);
  });
  todos.on('remove', ({ cid }: Backbone.Model) => {
    const id = models.get(cid);
    if (id === undefined) return;
    models.delete(cid);
    note('vanished', cid, id);
  });
  todos.on('change', ({ cid, id: key }: Backbone.Model) => {
    if (key === undefined) return;
    const id = String(key);
    const isNew = models.get(cid) !== id;
    models.set(cid, id);
    note(isNew ? 'appeared' : 'changed', cid, id);
  });

  /** Backbone 1.0 takes models away without an event: those at the end, when it removes one that it does not list. */
  function look(): void {
    if (Reflect.get(on ?? {}, 'VERSION') !== '1.0.0') return;
    const listed = new Set(todos.models.map(({ cid }) => cid));
    for (const [cid, id] of [...models]) {
      if (listed.has(cid)) continue;
      models.delete(cid);
      note('vanished', cid, id);
    }
  }

  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

  function publish(method: Sent['method'], document: Document): void {
    const v = (versions.get(document._id) ?? 0) + 1;
    versions.set(document._id, v);
    if (isNumbered) document._v = v;
    queue.push({ method, document: copy(document), seq: ++seq, v });
  }

  function put(title: string, _id = `d${++names}`): Document {
    const isNew = !documents.has(_id);
    const document: Document = { _id, title };
    documents.set(_id, document);
    publish(isNew ? 'POST' : 'PUT', document);
    return document;
  }

  function remove(id: string): boolean {
    const document = documents.get(id);
    if (!document) return false;
    documents.delete(id);
    publish('DELETE', document);
    return true;
  }

  /** The server does what a request asks for. */
  function serve(request: (typeof page.asked)[number]): { status: number; body: unknown; seq: number } {
    const { type, url, data } = request;
    const id = url.split('/')[3];
    const { title = '' } = (data ? JSON.parse(data) : {}) as { title?: string };
    if (type === 'GET') return { status: 200, body: copy([...documents.values()]), seq };
    if (type === 'POST') {
      const body = copy(put(title));
      return { status: 201, body, seq };
    }
    if (id === undefined || !documents.has(id)) return { status: 404, body: {}, seq };
    if (type === 'PUT') return { status: 200, body: copy(put(title, id)), seq };
    remove(id);
    return { status: 200, body: {}, seq };
  }

  function settle(index: number, { status, body, seq: at }: { status: number; body: unknown; seq: number }): void {
    const request = page.asked[index];
    if (!request) return;
    const id = deleting.get(request);
    deleting.delete(request);
    const isGone = status === 200 || status === 404 || status === 410;
    if (id !== undefined && isGone) {
      if (!dead.has(id)) dead.set(id, page.events.length);
      deletedHere.add(id);
    }
    if (status < 300) for (const document of Array.isArray(body) ? body : [body]) give(document as Document);
    page.answer(status, body, index, isNumbered ? at : undefined);
    look();
  }

  function give({ _id }: Partial<Document>): void {
    if (_id !== undefined) given.add(_id);
  }

  function hear(index: number, keeps = false): void {
    const message = queue[index];
    if (!message) return;
    if (!keeps) queue.splice(index, 1);
    const { method, document, v } = message;
    messages.push(message);
    heard += 1;
    if (method === 'DELETE') {
      if (!dead.has(document._id)) dead.set(document._id, page.events.length);
    } else give(document);
    // On a channel without numbers nobody who hears a POST after a DELETE can tell a late one from a new life.
    if (method === 'POST' && !isNumbered && !deletedHere.has(document._id)) dead.delete(document._id);
    const operation = { POST: 'create', PUT: 'update', DELETE: 'remove' }[method];
    const numbers = isNumbered ? { seq: message.seq, v } : {};
    if (algorithm === 'article') page.push(copy({ method, body: document, ...numbers }));
    else page.push(copy({ operation, model: { ...document, ...(isNumbered && { v }) }, seq: numbers.seq }));
  }

  const row = (which: number) => {
    // Of two models with one id, Backbone lets go of one that it still lists: it has no URL any more.
    const saved = todos.models.filter((model) => !model.isNew() && model.collection === todos);
    return saved[which % Math.max(1, saved.length)];
  };
  const idAt = (which: number) => [...documents.keys()][which % Math.max(1, documents.size)];
  const title = () => `t${++names}`;

  function unserved(which: number): number {
    const left = page.asked.flatMap((request, n) => (served.has(request) ? [] : [n]));
    return left[which % Math.max(1, left.length)] ?? -1;
  }

  const acts: Record<Step['kind'], (which: number) => void> = {
    create: () => void todos.create({ title: title() }),
    createAndWait: () => void todos.create({ title: title() }, { wait: true }),
    save: (which) => void row(which)?.save({ title: title() }),
    destroy(which) {
      const model = row(which);
      if (!model) return;
      const id = String(model.id);
      model.destroy();
      const request = page.asked.at(-1);
      if (request?.type === 'DELETE') deleting.set(request, id);
    },
    fetch: () => void todos.fetch(),
    otherCreates: () => void put(title()),
    otherUpdates(which) {
      const id = idAt(which);
      if (id !== undefined) put(title(), id);
    },
    otherDeletes(which) {
      const id = idAt(which);
      if (id !== undefined) remove(id);
    },
    serve(which) {
      const request = page.asked[unserved(which)];
      if (request) served.set(request, serve(request));
    },
    answer(which) {
      const ready = page.asked.flatMap((request, n) => (served.has(request) ? [n] : []));
      const index = ready[which % Math.max(1, ready.length)];
      const answer = index === undefined ? undefined : served.get(page.asked[index] ?? {});
      if (index !== undefined && answer) settle(index, answer);
    },
    fail(which) {
      const index = unserved(which);
      if (index >= 0) settle(index, { status: 500, body: {}, seq });
    },
    lose(which) {
      const index = unserved(which);
      const request = page.asked[index];
      if (!request) return;
      serve(request);
      settle(index, { status: 503, body: {}, seq });
    },
    hear: () => hear(0),
    hearAhead: (which) => hear(which % Math.max(1, queue.length)),
    hearTwo() {
      hear(0);
      hear(0);
    },
    hearAgain: () => hear(0, true),
    miss: () => void queue.shift(),
    work: () => slow.shift()?.(),
    rest: page.pass,
  };

  /** What the browser does between two tasks. */
  async function microtasks(): Promise<void> {
    for (let n = 0; n < 6; n += 1) await undefined;
  }

  return {
    page,
    isNumbered,
    facts,
    messages,
    dead,
    given,
    documents,
    isDeleting: (id: string) => [...deleting.values()].includes(id),
    count,
    present: () => [...new Set(models.values())],
    async take({ kind, which, rests }: Step): Promise<void> {
      acts[kind](which);
      await microtasks();
      if (!rests) return;
      page.pass();
      await microtasks();
    },
    /** All that is under way comes to its end: handlers, messages, requests. */
    async settle(): Promise<void> {
      page.pass();
      await microtasks();
      for (let n = 0; n < 200 && (page.asked.length > 0 || queue.length > 0 || slow.length > 0); n += 1) {
        if (queue.length > 0) hear(0);
        else if (slow.length > 0) slow.shift()?.();
        else {
          const [request] = page.asked;
          if (request) settle(0, served.get(request) ?? serve(request));
        }
        await microtasks();
        page.pass();
        await microtasks();
      }
    },
  };
}
