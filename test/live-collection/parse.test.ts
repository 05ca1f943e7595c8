/** `parse` is the application's: it runs once on each body that becomes a model, on that model, and never to find an id. */
import Backbone from 'backbone';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

interface Request {
  method: string;
  success(body: unknown): void;
  error(xhr: object): void;
}

const made: LiveCollection[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

function create(properties: object = {}, models: object[] = [], client = createHandClient()) {
  const todos = new (LiveCollection.extend({ url: '/api/todos', client, ...properties }))(models) as LiveCollection;
  made.push(todos);
  return { todos, hear: (message: object) => client.deliver('/api/todos', message) };
}

describe('parse', () => {
  interface Row {
    id: string;
    cents: number;
  }
  /** Changes what it is given, as many do. */
  const Money = Backbone.Model.extend({
    parse(row: Row) {
      row.cents /= 100;
      return row;
    },
  });

  function moneys() {
    const asked: { method: string; success(body: unknown): void; error(xhr: object): void }[] = [];
    const sync = (method: string, _target: unknown, how: (typeof asked)[number]) => void asked.push({ ...how, method });
    const { todos, hear } = create({ model: Money.extend({ sync }), sync });
    return { todos, hear, asked, cents: () => todos.at(0).get('cents') };
  }

  it('runs once on the rows of a fetch and of a resync', async () => {
    const { todos, asked, cents } = moneys();
    todos.fetch();
    asked.shift()?.success([{ id: '1', cents: 500 }]);
    expect(cents()).toBe(5);
    await Promise.resolve();
    todos.resync();
    asked.shift()?.success([{ id: '1', cents: 500 }]);
    expect(cents()).toBe(5);
  });

  it('runs once on a push, and not again on what it changed when a save fails', () => {
    const { todos, hear, asked, cents } = moneys();
    hear({ method: 'POST', body: { id: '1', cents: 500 }, id: '1', seq: 1, v: 1 });
    hear({ method: 'PUT', body: { id: '1', cents: 1100 }, id: '1', seq: 2, v: 2 });
    expect(cents()).toBe(11);
    todos.at(0).save({ cents: 99 });
    asked.shift()?.error({ status: 500 });
    expect(cents()).toBe(11);
  });

  it('runs once on the response to an own create', () => {
    const { todos, asked, cents } = moneys();
    todos.create({ cents: 1 });
    asked.shift()?.success({ id: '1', cents: 700 });
    expect(cents()).toBe(7);
  });

  it('runs on the model, with its collection and the options, and never on a prototype', () => {
    const seen: unknown[] = [];
    const Bag = Backbone.Model.extend({
      parse(this: Backbone.Model & { tags?: Backbone.Collection }, row: { tags?: string[] }) {
        seen.push(this.collection, Object.hasOwn(this, 'cid'));
        this.tags ??= new Backbone.Collection();
        this.tags.reset((row.tags ?? []).map((id) => ({ id })));
        return row;
      },
    });
    let answer = (_rows: unknown) => {};
    const sync = (_method: string, _target: unknown, { success }: { success(rows: unknown): void }) => {
      answer = success;
    };
    const { todos, hear } = create({ model: Bag, sync });
    todos.fetch();
    answer([
      { id: '1', tags: ['a'] },
      { id: '2', tags: ['b'] },
    ]);
    hear({ method: 'POST', body: { id: '3', tags: ['c'] } });
    const tags = todos.map((model) => (model as Backbone.Model & { tags: Backbone.Collection }).tags.pluck('id'));
    expect(tags).toEqual([['a'], ['b'], ['c']]);
    expect('tags' in Bag.prototype).toBe(false);
    expect(seen).toEqual([todos, true, todos, true, todos, true]);
  });

  it('may rename the id: rows stay one a document after a fetch, a resync and a bare message', async () => {
    const Renamed = Backbone.Model.extend({
      parse({ _id, ...row }: { _id?: string }) {
        return _id === undefined ? row : { ...row, id: _id };
      },
    });
    const asked: ((rows: unknown) => void)[] = [];
    const sync = (_method: string, _target: unknown, { success }: { success(rows: unknown): void }) =>
      void asked.push(success);
    const { todos, hear } = create({ model: Renamed, sync });
    const rows = () => [
      { _id: 'd1', t: 1 },
      { _id: 'd2', t: 2 },
    ];
    todos.fetch();
    asked.shift()?.(rows());
    await Promise.resolve();
    todos.resync();
    asked.shift()?.(rows());
    hear({ method: 'PUT', body: { _id: 'd1', t: 3 } });
    expect(todos.map(({ id }) => id).sort()).toEqual(['d1', 'd2']);
    expect(todos.get('d1')?.get('t')).toBe(3);
  });

  it('makes one model a row where the model is a factory', () => {
    let count = 0;
    const factory = (attributes: object, options: object) => {
      count += 1;
      return new Backbone.Model(attributes, options as never);
    };
    let answer = (_rows: unknown) => {};
    const sync = (_method: string, _target: unknown, { success }: { success(rows: unknown): void }) => {
      answer = success;
    };
    const { todos, hear } = create({ model: factory, modelId: ({ id }: { id?: string }) => id, sync });
    todos.fetch();
    answer([{ id: '1' }, { id: '2' }, { id: '3' }]);
    expect([todos.length, count]).toEqual([3, 3]);
    todos.fetch();
    answer([{ id: '1' }, { id: '2' }, { id: '3' }]);
    hear({ method: 'POST', body: { id: '4' } });
    expect([todos.length, count]).toEqual([4, 4]);
  });
});

type Fields = Record<string, unknown>;

/** Gives the id another name, counts how often it ran, and keeps what only this model has. */
function createRenamed(idOf: (row: Fields) => unknown = ({ _id }) => _id) {
  const runs: { on: Backbone.Model; row: Fields; options: Fields }[] = [];
  const asked: Request[] = [];
  const sync = (method: string, _target: unknown, how: Request) => void asked.push({ ...how, method });
  const Renamed = Backbone.Model.extend({
    sync,
    parse(this: Backbone.Model, row: Fields, options: Fields) {
      runs.push({ on: this, row: { ...row }, options });
      const { _id, ...rest } = row;
      return { ...rest, ...(this.idAttribute === '_id' && { _id }), id: idOf(row) };
    },
  });
  return { runs, asked, properties: { model: Renamed, sync } };
}

describe('where only `parse` knows the id', () => {
  it('runs once a body: on the model that is here for a bare message', () => {
    const { runs, asked, properties } = createRenamed();
    const { todos, hear } = create(properties);
    todos.fetch();
    asked.shift()?.success([
      { _id: 'd1', t: 1 },
      { _id: 'd2', t: 1 },
    ]);
    hear({ method: 'PUT', body: { _id: 'd1', t: 2 } });
    hear({ method: 'POST', body: { _id: 'd3', t: 2 } });
    hear({ method: 'DELETE', body: { _id: 'd2' } });
    expect(runs.map(({ on, row }) => `${on.id} ${row.t}`)).toEqual(['d1 1', 'd2 1', 'd1 2', 'd3 2']);
    expect(runs.map(({ on }) => on)).toEqual([todos.at(0), runs[1]?.on, todos.at(0), todos.at(1)]);
    expect(todos.map(({ attributes }) => attributes)).toEqual([
      { id: 'd1', t: 2 },
      { id: 'd3', t: 2 },
    ]);
  });

  it.each([
    ['fetch', 'made again, as Backbone does'],
    ['resync', 'here'],
  ])('runs once a row of a %s, on the model that is %s', async (how) => {
    const { runs, asked, properties } = createRenamed();
    const { todos } = create(properties);
    todos.fetch();
    asked.shift()?.success([{ _id: 'd1', t: 1 }]);
    const [model] = todos.models;
    runs.length = 0;
    // By itself: the list was fetched before the server listened.
    await Promise.resolve();
    if (how === 'fetch') todos.fetch();
    asked.at(-1)?.success([
      { _id: 'd2', t: 1 },
      { _id: 'd1', t: 2 },
    ]);
    expect(runs.map(({ on, row }) => `${on.id} ${row.t}`)).toEqual(['d2 1', 'd1 2']);
    expect(todos.get('d1') === model).toBe(how === 'resync');
    expect(runs.map(({ on }) => on)).toEqual([todos.get('d2'), todos.get('d1')]);
    expect(runs.map(({ row }) => Object.keys(row))).toEqual([
      ['_id', 't'],
      ['_id', 't'],
    ]);
  });

  it('runs once on an answer, and the next message is known by what the answer showed', () => {
    const { runs, asked, properties } = createRenamed();
    const { todos, hear } = create(properties);
    todos.create({ t: 1 });
    asked.shift()?.success({ _id: 'd1', t: 1 });
    hear({ method: 'PUT', body: { _id: 'd1', t: 2 } });
    expect(runs.map(({ on, row }) => [on, row.t])).toEqual([
      [todos.at(0), 1],
      [todos.at(0), 2],
    ]);
    expect(todos.map(({ attributes }) => attributes)).toEqual([{ id: 'd1', t: 2 }]);
  });

  it('finds an id that is deep in the body', () => {
    const { runs, properties } = createRenamed(({ data }) => (data as Fields).key);
    const { todos, hear } = create(properties);
    hear({ method: 'POST', body: { data: { key: 7 }, t: 1 } });
    hear({ method: 'PUT', body: { data: { key: 7 }, t: 2 } });
    expect(runs.map(({ on }) => on)).toEqual([todos.at(0), todos.at(0)]);
    expect(todos.pluck('t')).toEqual([2]);
  });

  it('is not led astray by attributes that have the same value once', () => {
    const { todos, hear } = create(createRenamed().properties);
    hear({ method: 'POST', body: { rank: 1, _id: 1 } });
    hear({ method: 'POST', body: { rank: 1, _id: 2 } });
    hear({ method: 'PUT', body: { rank: 1, _id: 2, t: 1 } });
    hear({ method: 'PUT', body: { rank: 2, _id: 1, t: 1 } });
    expect(todos.map(({ attributes }) => attributes)).toEqual([
      { rank: 2, id: 1, t: 1 },
      { rank: 1, id: 2, t: 1 },
    ]);
  });

  it('has the right documents also where the id is computed', () => {
    const { runs, asked, properties } = createRenamed(({ kind, _id }) => `${kind}:${_id}`);
    const { todos, hear } = create(properties);
    todos.fetch();
    asked.shift()?.success([{ _id: 1, kind: 'a' }]);
    const [model] = todos.models;
    hear({ method: 'POST', body: { _id: 1, kind: 'b' } });
    hear({ method: 'PUT', body: { _id: 1, kind: 'a', t: 2 } });
    expect(todos.pluck('id')).toEqual(['a:1', 'b:1']);
    expect(todos.at(0)).toBe(model);
    expect(todos.at(0).get('t')).toBe(2);
    expect(runs.filter(({ row }) => row.t === 2).at(-1)?.on).toBe(model);
  });

  it('has the right documents where `parse` gives the name `id` to something else than the server', () => {
    const { asked, properties } = createRenamed(({ uuid }) => uuid);
    const { todos, hear } = create(properties);
    todos.fetch();
    asked.shift()?.success([{ id: 1, uuid: 'u1', t: 1 }]);
    const [model] = todos.models;
    asked.shift()?.success([{ id: 1, uuid: 'u1', t: 1 }]);
    hear({ method: 'PUT', body: { id: 1, uuid: 'u1', t: 2 } });
    hear({ method: 'POST', body: { id: 2, uuid: 'u2', t: 1 }, id: '2', seq: 1, v: 1 });
    hear({ method: 'PUT', body: { id: 2, uuid: 'u2', t: 2 }, id: '2', seq: 2, v: 2 });
    expect(todos.map(({ attributes }) => attributes)).toEqual([
      { id: 'u1', uuid: 'u1', t: 2 },
      { id: 'u2', uuid: 'u2', t: 2 },
    ]);
    expect(todos.at(0)).toBe(model);
    hear({ method: 'DELETE', body: { id: 1, uuid: 'u1' } });
    expect(todos.pluck('id')).toEqual(['u2']);
  });

  it('gets the options of the fetch, and its rows are validated as Backbone validates them', () => {
    const { runs, asked, properties } = createRenamed();
    const Strict = properties.model.extend({ validate: ({ t }: Fields) => (t === 0 ? 'no t' : undefined) });
    const { todos } = create({ ...properties, model: Strict });
    const invalid: unknown[] = [];
    todos.on('invalid', (_model: unknown, error: unknown) => invalid.push(error));
    todos.fetch({ validate: true, mine: true } as never);
    asked.shift()?.success([
      { _id: 'd1', t: 0 },
      { _id: 'd2', t: 1 },
    ]);
    expect(todos.pluck('id')).toEqual(['d2']);
    expect(invalid).toEqual(['no t']);
    expect(runs.map(({ options }) => [options.mine, options.collection])).toEqual([
      [true, todos],
      [true, todos],
    ]);
  });

  it('does not run where the fetch does not want it', () => {
    const { runs, asked, properties } = createRenamed();
    const { todos } = create({ ...properties, model: properties.model.extend({ idAttribute: '_id' }) });
    todos.fetch({ parse: false });
    asked.shift()?.success([{ _id: 'd1' }]);
    todos.create({ t: 1 }, { parse: false } as never);
    asked.shift()?.success({ _id: 'd2', t: 1 });
    expect(todos.pluck('_id')).toEqual(['d1', 'd2']);
    expect(runs).toEqual([]);
  });
});

it.each(['fetch', 'resync'] as const)('runs once on a row that lacks what the document had: a %s', async (how) => {
  const { runs, asked, properties } = createRenamed();
  const { todos } = create({ ...properties, model: properties.model.extend({ idAttribute: '_id' }) });
  const events: string[] = [];
  await Promise.resolve();
  todos.fetch();
  asked.shift()?.success([{ _id: 'd1', t: 1, note: 'n', done: true }]);
  const [model] = todos.models;
  model?.set('mine', 1);
  todos.on('all', (name: string) => events.push(name));
  runs.length = 0;
  void todos[how]();
  asked.shift()?.success([{ _id: 'd1', t: 2 }]);
  expect(runs.map(({ on }) => on)).toEqual([model]);
  expect(todos.map(({ attributes }) => attributes)).toEqual([{ _id: 'd1', id: 'd1', t: 2, mine: 1 }]);
  expect(events).toEqual(['change:note', 'change', 'change:done', 'change', 'change:t', 'change', 'update', 'sync']);
});

it('gets the rows of a fetch themselves, and what it does to them is not remembered', () => {
  const asked: Request[] = [];
  const sync = (method: string, _target: unknown, how: Request) => void asked.push({ ...how, method });
  const rows = [{ id: 'd1', cents: 500 }, { _id: 'd2' }];
  const seen: object[] = [];
  const model = Backbone.Model.extend({
    sync,
    parse(row: { id?: string; _id?: string; cents?: number }) {
      seen.push(row);
      row.id ??= row._id ?? '';
      row.cents = (row.cents ?? 0) / 100;
      return row;
    },
  });
  const { todos } = create({ model, sync });
  todos.fetch();
  asked.shift()?.success(rows);
  expect(new Set(seen)).toEqual(new Set(rows));
  expect(seen.every((row) => rows.includes(row as never))).toBe(true);
  todos.at(0).save({ cents: 1 });
  asked.pop()?.error({ status: 500 });
  expect(todos.pluck('cents')).toEqual([5, 0]);
});

it.each([null, undefined])('does not run on %s, which leaves the collection as it is', (nothing) => {
  const asked: Request[] = [];
  let runs = 0;
  const parse = (list: unknown) => {
    runs += 1;
    return list;
  };
  const sync = (method: string, _target: unknown, how: Request) => void asked.push({ ...how, method });
  const { todos } = create({ sync, parse }, [{ id: 'd1' }]);
  todos.fetch();
  asked.shift()?.success(nothing);
  expect([todos.length, runs]).toEqual([1, 0]);
  todos.fetch({ reset: true });
  asked.shift()?.success(nothing);
  expect([todos.length, runs]).toEqual([0, 0]);
});

describe('the model that was made of a body', () => {
  it('is of one collection, also where two hear the same message', () => {
    const client = createHandClient();
    const { properties } = createRenamed();
    const one = create(properties, [], client);
    const other = create(properties, [], client);
    one.hear({ method: 'POST', body: { _id: 'd1', t: 1 } });
    expect([one.todos.length, other.todos.length]).toEqual([1, 1]);
    expect(one.todos.at(0)).not.toBe(other.todos.at(0));
    expect(other.todos.at(0).collection).toBe(other.todos);
  });

  it('is let go of: the same body makes another, without what was changed in the first', () => {
    const { asked, properties } = createRenamed();
    const { todos, hear } = create(properties);
    const rows = [{ _id: 'd1', t: 1 }];
    todos.fetch();
    const [fetched] = asked;
    fetched?.success(rows);
    todos.at(0).set('t', 'mine');
    todos.reset();
    todos.fetch();
    asked.at(-1)?.success(rows);
    expect(todos.pluck('t')).toEqual([1]);

    const message = { method: 'POST', body: { _id: 'd2', t: 1 } };
    hear(message);
    const model = todos.get('d2');
    todos.remove(model ?? []);
    model?.set('t', 'mine');
    hear(message);
    expect(todos.get('d2')?.get('t')).toBe(1);
  });

  it('comes back after a failed delete as the server sent it', () => {
    const { asked, properties } = createRenamed();
    const { todos, hear } = create(properties);
    hear({ method: 'POST', body: { _id: 'd1', t: 1, deep: { in: 1 } } });
    const model = todos.at(0);
    model.destroy();
    model.set('t', 'mine');
    model.get('deep').in = 'mine';
    asked.at(-1)?.error({ status: 500 });
    expect(todos.map(({ attributes }) => attributes)).toEqual([{ id: 'd1', t: 1, deep: { in: 1 } }]);
  });
});
