import { describe, expect, it } from 'vitest';
import { BACKBONES, type BackboneVersion, loadOn } from '../support/backbone-versions.ts';
import { handlers } from '../support/event-log.ts';
import { createHandClient } from '../support/hand-client.ts';
import { createRest } from '../support/rest-in-memory.ts';

const CHANNEL = '/api/todos';

describe.each(Object.keys(BACKBONES) as BackboneVersion[])(
  'a LiveCollection that hears, on Backbone %s',
  async (version) => {
    const { Backbone, LiveCollection } = await loadOn(version);

    function create(properties: object = {}, models: object[] = []) {
      const client = createHandClient();
      const Todos = LiveCollection.extend({ url: CHANNEL, client, ...properties });
      const todos = new Todos(models);
      let seq = 0;
      const tell = (method: string, body: { id?: string; _id?: string; rank?: number }) => {
        seq++;
        client.deliver(CHANNEL, { method, body, id: body.id ?? body._id, seq, v: seq });
      };
      return { client, todos, tell, ids: () => todos.map(({ id }) => id) };
    }

    it('inserts, sorts merges by the comparator, and removes', () => {
      const { tell, ids } = create({ comparator: 'rank' }, [
        { id: 'a', rank: 1 },
        { id: 'b', rank: 3 },
      ]);
      tell('POST', { id: 'c', rank: 2 });
      expect(ids()).toEqual(['a', 'c', 'b']);
      tell('PUT', { id: 'a', rank: 9 });
      expect(ids()).toEqual(['c', 'b', 'a']);
      tell('DELETE', { id: 'b' });
      expect(ids()).toEqual(['c', 'a']);
    });

    it('fires the events of the same change by hand, and leaves the same handlers', () => {
      const { todos, tell } = create();
      const byHand = new Backbone.Collection();
      const heard = [todos, byHand].map((collection) => {
        const names: string[] = [];
        collection.on('all', (name: string) => names.push(name));
        return names;
      });
      tell('POST', { id: 'a', rank: 1 });
      byHand.add({ id: 'a', rank: 1 } as never);
      tell('PUT', { id: 'a', rank: 2 });
      byHand.set({ id: 'a', rank: 2 } as never, { remove: false });
      expect(handlers(todos.models[0] ?? {})).toBe(handlers(byHand.models[0] ?? {}));
      tell('DELETE', { id: 'a' });
      byHand.remove('a' as never);
      expect(heard[0]).toEqual(heard[1]);
    });

    it('takes a document under the id that parse gives it', () => {
      const model = Backbone.Model.extend({ parse: ({ _id, ...rest }: { _id: string }) => ({ id: _id, ...rest }) });
      const { todos, tell, ids } = create({ model });
      tell('POST', { _id: 'a' });
      tell('PUT', { _id: 'a', rank: 2 });
      expect(ids()).toEqual(['a']);
      expect(todos.get('a')?.get('rank')).toBe(2);
    });

    it('follows a class whose url and client are fields, from its first request on', async () => {
      const client = createHandClient();
      const rest = createRest();
      Backbone.ajax = rest.ajax as never;
      class Todos extends LiveCollection {
        override url = CHANNEL;
        override client = client;
      }
      const todos = new Todos();
      todos.create({ title: 'mine' } as never);
      client.deliver(CHANNEL, { method: 'POST', body: { id: '1', title: 'mine' }, id: '1', seq: 1, v: 1 });
      rest.answer();
      expect(todos.map(({ id }) => id)).toEqual(['1']);
      await Promise.resolve();
      expect(client.channels).toEqual([CHANNEL]);
    });

    it('does not listen in a copy, which may be told to', () => {
      const { client, todos } = create({}, [{ id: 'a' }]);
      const copy = todos.clone() as typeof todos;
      expect(client.channels).toEqual([CHANNEL]);
      expect(copy.listening).toBe(false);
      copy.listen();
      expect(client.channels).toEqual([CHANNEL, CHANNEL]);
    });

    it('listens when a url function begins to work after construction', async () => {
      const client = createHandClient();
      const todos = new LiveCollection([], { client });
      expect(todos.listening).toBe(false);
      todos.url = () => CHANNEL;
      todos.listen();
      expect(client.channels).toEqual([CHANNEL]);
      await Promise.resolve(); // the acknowledgement
      todos.unlisten();
      expect(client.channels).toEqual([]);
    });

    it('stays itself when it takes the place of Backbone.Collection', () => {
      const original = Backbone.Collection;
      Backbone.Collection = LiveCollection as never;
      try {
        const Todos = Backbone.Collection.extend({ url: CHANNEL });
        expect(new Todos([{ id: 1 }]).clone().length).toBe(1);
        class Others extends Backbone.Collection {}
        expect(new Others([{ id: 1 }]).toJSON()).toEqual([{ id: 1 }]);
      } finally {
        Backbone.Collection = original;
      }
    });

    it('is a plain collection again after dispose', async () => {
      const { client, todos, tell } = create();
      const own = Object.getOwnPropertyNames(new Backbone.Collection()).sort();
      await Promise.resolve(); // the acknowledgement
      todos.dispose();
      tell('POST', { id: 'a' });
      expect(client.channels).toEqual([]);
      expect(todos.length).toBe(0);
      expect(
        Object.getOwnPropertyNames(todos)
          .filter((name) => name !== 'sync')
          .sort(),
      ).toEqual(own);
    });
  },
);
