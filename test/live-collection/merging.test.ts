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
