import Backbone from 'backbone';
import jQuery from 'jquery';
import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';
import { startDevServer } from './dev-server.ts';

/** jQuery in a window of its own: without a document the package is a function that takes the window. */
const jQueryIn = jQuery as unknown as (window: unknown) => JQueryStatic;

const { $ } = Backbone;
let origin = '';

beforeEach(async () => {
  ({ origin } = await startDevServer());
  const { window } = new JSDOM('', { url: origin });
  onTestFinished(() => window.close());
  Backbone.$ = jQueryIn(window);
});
afterEach(() => {
  Backbone.$ = $;
});

type Class = typeof Backbone.Collection;
const Silent = LiveCollection.extend({ client: createHandClient() }) as unknown as Class;

describe.each([
  ['Backbone.Collection', Backbone.Collection],
  ['a LiveCollection without a client', LiveCollection as unknown as Class],
  ['a LiveCollection that hears nothing', Silent],
])('%s, with jQuery and a real server', (_, Base) => {
  const create = async () => {
    const model = Backbone.Model.extend({ idAttribute: '_id' });
    const Todos = Base.extend({ url: `${origin}/api/todos`, model });
    const todos = new Todos();
    await Promise.resolve(); // the acknowledgement of the subscription
    const events: string[] = [];
    todos.on('all', (name: string) => events.push(name));
    return {
      todos,
      events,
      synced: (times: number) => vi.waitFor(() => expect(events.filter((name) => name === 'sync')).toHaveLength(times)),
    };
  };

  it('creates, saves, fetches and destroys', async () => {
    const { todos, events, synced } = await create();
    const model = todos.create({ title: 'milk' });
    await synced(1);
    expect(events).toEqual(expect.arrayContaining(['add', 'update', 'request', 'sync']));
    model.save({ completed: true }, { patch: true, wait: true });
    await synced(2);
    expect(todos.toJSON()).toMatchObject([{ title: 'milk', completed: true }]);

    const other = await create();
    other.todos.fetch();
    await other.synced(1);
    expect(other.todos.pluck('title')).toEqual(['milk']);

    other.todos.at(0).destroy({ wait: true });
    await vi.waitFor(() => expect(other.todos.length).toBe(0));
  });

  it('returns a promise that may be aborted', async () => {
    const { todos, events } = await create();
    const request = todos.fetch();
    const failed = vi.fn();
    request.fail(failed);
    request.abort();
    await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
    expect(events).toEqual(['request', 'error']);
  });
});
