/** Nothing that can be changed is shared between collections, models and what is remembered; a merge is a plain `set`. */
import Backbone from 'backbone';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

type Options = { success(body: unknown, status: string, xhr: unknown): void; error(xhr: { status: number }): void };

const made: LiveCollection[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

function create(properties: Record<string, unknown> = {}) {
  const client = createHandClient();
  const sent: Options[] = [];
  const sync = (_method: string, _target: unknown, options: Options) => void sent.push(options);
  const Model = Backbone.Model.extend({ sync, ...properties });
  const Todos = LiveCollection.extend({ url: '/api/todos', model: Model, client, sync });
  const make = () => {
    const todos: LiveCollection = new Todos();
    made.push(todos);
    return todos;
  };
  return { make, sent, hear: (message: object) => client.deliver('/api/todos', message) };
}

const change = (model: Backbone.Model) => {
  model.get('tags').push('mine');
  model.get('author').name = 'me';
  model.get('list')[0].n = 0;
};
const body = () => ({ id: 1, tags: ['a'], author: { name: 'A' }, list: [{ n: 1 }] });

describe('what a live collection is told', () => {
  it('is not shared by the models of two collections, nor with others that hear the message', () => {
    const { make, hear } = create();
    const [a, b] = [make(), make()];
    const message = { method: 'POST', body: body() };
    hear(message);
    change(a.at(0));
    expect([b.at(0).attributes, message.body]).toEqual([body(), body()]);
    hear({ method: 'PUT', body: body() });
    change(a.at(0));
    expect(b.at(0).attributes).toEqual(body());
  });

  it.each(['message', 'list', 'answer'])('is what a failed save goes back to, after a change in place: a %s', (how) => {
    const { make, hear, sent } = create();
    const todos = make();
    if (how === 'message') hear({ method: 'POST', body: body() });
    else if (how === 'list') {
      todos.fetch();
      sent[0]?.success([body()], 'success', {});
    } else {
      todos.create({});
      sent[0]?.success(body(), 'success', {});
    }
    const model = todos.at(0);
    for (let i = 0; i < 2; i++) {
      change(model);
      model.save({ title: 'mine' });
      sent.at(-1)?.error({ status: 500 });
      expect(model.attributes).toEqual(body());
    }
  });

  it('is what a failed delete brings back', () => {
    const { make, hear, sent } = create();
    const todos = make();
    hear({ method: 'POST', body: body() });
    const model = todos.at(0);
    model.destroy();
    change(model);
    sent[0]?.error({ status: 500 });
    expect(todos.at(0).attributes).toEqual(body());
  });

  it('is merged without options that would reach the collections inside a model', () => {
    const { make, hear } = create({
      set(this: Backbone.Model & { tags?: Backbone.Collection }, attributes: { tags?: object[] }, options: object) {
        this.tags ??= new Backbone.Collection();
        if (attributes?.tags) this.tags.set(attributes.tags as never, options);
        return Backbone.Model.prototype.set.call(this, attributes, options);
      },
    });
    const todos = make();
    hear({ method: 'POST', body: { id: 1, tags: [{ id: 'a' }] } });
    const { tags } = todos.at(0) as unknown as { tags: Backbone.Collection };
    hear({ method: 'PUT', body: { id: 1, tags: [{ id: 'a' }, { id: 'b' }] } });
    expect(tags.pluck('id')).toEqual(['a', 'b']);
    hear({ method: 'PUT', body: { id: 1, tags: [{ id: 'b' }] } });
    expect(tags.pluck('id')).toEqual(['b']);
  });
});
