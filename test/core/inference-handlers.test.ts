import type Backbone from 'backbone';
import type { Client } from 'faye';
import { afterEach, describe, expect, it } from 'vitest';
import { createForeignPage, type ForeignPage } from '../support/foreign-page.ts';

interface Message {
  method: string;
  id?: string;
  body: Backbone.ObjectHash;
}

type Todos = Backbone.Collection;

const pages: ForeignPage<Todos>[] = [];
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** A page whose collection handles messages as this does. */
function handling(hear: (todos: Todos, message: Message) => void): ForeignPage<Todos> {
  const page = createForeignPage<Todos>((on) => {
    const Todo = on.Model.extend({ idAttribute: '_id' });
    return class extends on.Collection {
      override url = '/api/todos';
      constructor(client: Pick<Client, 'subscribe'>) {
        super([], { model: Todo });
        client.subscribe('/api/todos', (message) => hear(this, message as Message));
      }
    };
  });
  pages.push(page);
  return page;
}

const POST = (id: string, title = 'milk') => ({ method: 'POST', body: { _id: id, title } });
const PUT = (id: string, title: string) => ({ method: 'PUT', body: { _id: id, title } });
const DELETE = (id: string) => ({ method: 'DELETE', body: { _id: id } });

function apply(todos: Todos, { method, body }: Message): void {
  const { _id: id } = body;
  if (method === 'DELETE') todos.remove(id);
  else todos.add(body, { merge: true });
}

/** What was said of a document by these messages, each after the moment of the last. */
function pushed(page: ForeignPage<Todos>, ...messages: object[]): string[] {
  return messages.flatMap((message) => {
    page.push(message);
    return page.inferred();
  });
}

describe('a handler that collects messages, and comes to the newest of them later', () => {
  let newest: Message | undefined;
  const late = () =>
    handling((_todos, message) => {
      newest = message;
    });
  const flush = (page: ForeignPage<Todos>) => {
    if (newest) apply(page.todos, newest);
    return page.inferred();
  };

  it('has left nothing undone: of the older messages it is not known what they led to', () => {
    const page = late();
    expect(pushed(page, POST('7'), PUT('7', 'rye'))).toEqual([
      'ignored 7 instead of inserted',
      'ignored 7 instead of upserted-unknown',
    ]);
    expect(flush(page)).toEqual(['not-known 7, not ignored', 'upserted-unknown 7, not ignored']);
    expect(pushed(page, PUT('7', 'oat'), PUT('7', 'spelt'), DELETE('7'))).toEqual([
      'ignored 7 instead of merged',
      'ignored 7 instead of merged',
      'kept 7 instead of removed',
    ]);
    expect(flush(page)).toEqual(['not-known 7, not ignored', 'not-known 7, not ignored', 'removed 7, not kept']);
    const unknown = page.decisions.filter(({ decision }) => decision === 'not-known');
    expect(unknown.map(({ input }) => input)).toEqual([1, 3, 4]);
  });

  it('has left undone what came before a message that it handled at once', () => {
    let isBusy = true;
    const page = handling((todos, message) => isBusy || apply(todos, message));
    isBusy = false;
    pushed(page, POST('7'));
    isBusy = true;
    expect(pushed(page, PUT('7', 'rye'))).toEqual(['ignored 7 instead of merged']);
    isBusy = false;
    expect(pushed(page, PUT('7', 'oat'))).toEqual(['merged 7']);
    page.todos.get('7')?.set({ title: 'rye' });
    expect(page.inferred()).toEqual([]);
  });
});

describe('a handler that asks the server', () => {
  it('is waited for until the list is here', () => {
    const page = handling((todos) => void todos.fetch());
    expect(pushed(page, POST('7'))).toEqual(['expected inserted 7']);
    page.answer(200, [{ _id: '7', title: 'milk' }]);
    expect(page.inferred()).toEqual(['resynced', 'inserted 7']);
    expect(pushed(page, PUT('7', 'rye'), PUT('7', 'oat'))).toEqual(['expected merged 7', 'expected merged 7']);
    page.answer(200, [{ _id: '7', title: 'oat' }]);
    page.answer(200, [{ _id: '7', title: 'oat' }]);
    expect(page.inferred().slice(-2)).toEqual(['not-known 7', 'merged 7']);
    expect(pushed(page, DELETE('7'))).toEqual(['expected removed 7']);
    page.answer(200, []);
    expect(page.inferred()).toContain('removed 7');
    expect(page.decisions.filter(({ facts }) => (facts as { did?: string }).did === 'kept')).toEqual([]);
  });

  it('has left undone what the answer does not bring, and what failed', () => {
    const page = handling((todos) => void todos.fetch());
    pushed(page, POST('7'));
    page.answer(500);
    expect(page.inferred()).toEqual(['ignored 7 instead of inserted']);
  });

  it('may be told the name of a document alone, and fetch it', () => {
    const page = handling((todos, { id }) => {
      const model = todos.get(id ?? '') ?? todos.add({ _id: id });
      model.fetch();
    });
    expect(pushed(page, { method: 'POST', id: '7' })).toEqual(['upserted-unknown 7']);
    page.answer(200, { _id: '7', title: 'milk' });
    expect(page.inferred()).toEqual(['merged 7']);
    // What the document should look like by now the message does not say.
    expect(pushed(page, { method: 'PUT', id: '7' })).toEqual(['not-known 7']);
    page.answer(200, { _id: '7', title: 'rye' });
    expect(page.inferred()).toEqual(['merged 7']);
  });
});

describe('a store beside the collection, which is reset from it', () => {
  const store = new Map<unknown, Backbone.ObjectHash>();
  const keep = ({ method, body }: Message) => {
    if (method === 'DELETE') store.delete(body._id);
    else store.set(body._id, body);
  };
  const fill = (todos: Todos) => todos.reset([...store.values()]);
  afterEach(() => store.clear());

  it('by the handler: a document that has another body was changed', () => {
    const page = handling((todos, message) => {
      keep(message);
      fill(todos);
    });
    expect(pushed(page, POST('7'), POST('8'), PUT('7', 'rye'), DELETE('8'), PUT('7', 'rye'))).toEqual([
      'inserted 7',
      'inserted 8',
      'merged 7',
      'removed 8',
      'unchanged 7',
    ]);
  });

  it('later: what was said before is withdrawn, of each document', () => {
    const page = handling((_todos, message) => keep(message));
    pushed(page, POST('7'), POST('8'));
    fill(page.todos);
    expect(page.inferred()).toEqual(['inserted 7, not ignored', 'inserted 8, not ignored']);
    pushed(page, PUT('7', 'rye'), DELETE('8'));
    fill(page.todos);
    expect(page.inferred()).toEqual(['removed 8, not kept', 'merged 7, not ignored']);
  });

  it('is described once where the reset is all that happened', () => {
    const page = handling((todos, message) => {
      keep(message);
      fill(todos);
    });
    const before = page.events.filter(({ kind }) => kind === 'added').length;
    pushed(page, POST('7'));
    expect(page.events.filter(({ kind }) => kind === 'added')).toHaveLength(before + 1);
  });
});
