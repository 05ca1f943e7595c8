/** A push is merged as Backbone merges a fetched row, and shares no value with anything else. */
import Backbone from 'backbone';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

const made: LiveCollection[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

function create(properties: object = {}, models: object[] = [], client = createHandClient()) {
  const todos = new (LiveCollection.extend({ url: '/api/todos', client, ...properties }))(models) as LiveCollection;
  made.push(todos);
  return { todos, hear: (message: object) => client.deliver('/api/todos', message) };
}

/** A model with a nested collection, which gets the options of its `set`, as backbone-associations does it. */
const Nested = Backbone.Model.extend({
  set(this: Backbone.Model & { tags?: Backbone.Collection }, attributes: { tags?: object[] }, options: object) {
    this.tags ??= new Backbone.Collection();
    if (attributes?.tags) this.tags.set(attributes.tags, options);
    return Backbone.Model.prototype.set.call(this, attributes as never, options);
  },
});

describe('a push', () => {
  it('adds to a nested collection and removes from it, as a fetched row does', () => {
    const { todos, hear } = create({ model: Nested });
    const tags = () => (todos.at(0) as Backbone.Model & { tags: Backbone.Collection }).tags.pluck('id');
    hear({ method: 'POST', body: { id: '1', tags: [{ id: 'a' }] }, id: '1', seq: 1, v: 1 });
    expect(tags()).toEqual(['a']);
    hear({ method: 'PUT', body: { id: '1', tags: [{ id: 'a' }, { id: 'b' }] }, id: '1', seq: 2, v: 2 });
    expect(tags()).toEqual(['a', 'b']);
    hear({ method: 'PUT', body: { id: '1', tags: [{ id: 'b' }] }, id: '1', seq: 3, v: 3 });
    expect(tags()).toEqual(['b']);
  });

  it('still sorts the collection, fires update, and leaves other models alone', () => {
    const events: string[] = [];
    const { todos, hear } = create({ comparator: 'rank' }, [
      { id: '1', rank: 1 },
      { id: '2', rank: 2 },
    ]);
    todos.on('sort update change add remove', () => events.push('event'));
    hear({ method: 'PUT', body: { id: '1', rank: 3 }, id: '1', seq: 1, v: 2 });
    expect(todos.pluck('id')).toEqual(['2', '1']);
    expect(events.length).toBeGreaterThan(1);
  });
});

describe('the body of a message', () => {
  it('is shared by no two collections', () => {
    const client = createHandClient();
    const one = create({}, [], client);
    const other = create({}, [], client);
    one.hear({ method: 'POST', body: { id: '1', tags: ['a'], deep: { in: { it: [1] } } }, id: '1', seq: 1, v: 1 });
    const [here, there] = [one.todos.at(0), other.todos.at(0)];
    here.get('tags').push('x');
    here.get('deep').in.it.push(2);
    expect(there.get('tags')).toEqual(['a']);
    expect(there.get('deep')).toEqual({ in: { it: [1] } });
  });
});

describe('what the server last said', () => {
  it('is not the model’s own value: a failed save takes back what was changed in place', () => {
    let fail = (): void => {};
    const sync = (_method: string, _model: unknown, { error }: { error(xhr: object): void }) => {
      fail = () => error({ status: 500 });
    };
    const { todos, hear } = create({ model: Backbone.Model.extend({ sync }) });
    hear({ method: 'POST', body: { id: '1', tags: ['a'] }, id: '1', seq: 1, v: 1 });
    const model = todos.at(0);
    model.get('tags').push('mine');
    model.save({ tags: ['b'] });
    fail();
    expect(model.get('tags')).toEqual(['a']);
    model.get('tags').push('again');
    model.save({ tags: ['c'] });
    fail();
    expect(model.get('tags')).toEqual(['a']);
  });
});

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
