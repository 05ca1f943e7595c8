/** `sync` is an ordinary property of live collections and their models: whatever one does with it, it is as in Backbone. */
import Backbone from 'backbone';
import sinon from 'sinon';
import _ from 'underscore';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

type Sync = (this: unknown, ...args: unknown[]) => unknown;
interface WithSync {
  sync: Sync;
}

const sent: string[] = [];
const ajax = Backbone.ajax;
Backbone.ajax = (({ type, url, success }: { type: string; url: string; success(body: unknown): void }) => {
  sent.push(`${type} ${url}`);
  success(type === 'GET' ? [{ id: 1 }] : { id: 1 });
}) as never;

const made: Backbone.Collection[] = [];
afterEach(() => {
  sent.length = 0;
  for (const each of made.splice(0)) if (each instanceof LiveCollection) each.dispose();
});

const classes: Record<string, () => Backbone.Collection> = {
  'Backbone.Collection': () => new (Backbone.Collection.extend({ url: '/api/todos' }))([{ id: 1 }]),
  LiveCollection: () => new (LiveCollection.extend({ url: '/api/todos', client: createHandClient() }))([{ id: 1 }]),
};

describe.each(Object.entries(classes))('the sync of a %s', (_name, create) => {
  const collection = () => {
    const one = create();
    made.push(one);
    return one;
  };
  const both = (): [Backbone.Collection, Backbone.Model] => {
    const one = collection();
    return [one, one.at(0)];
  };
  const withSync = (target: unknown) => target as WithSync;
  const request = (target: Backbone.Collection | Backbone.Model) => void target.fetch();
  const passes = (target: Backbone.Collection | Backbone.Model) => {
    request(target);
    expect(sent.splice(0)).toHaveLength(1);
  };

  it('can be wrapped', () => {
    for (const target of both()) {
      const old = withSync(target).sync;
      let calls = 0;
      withSync(target).sync = function (...args) {
        calls += 1;
        return old.apply(this, args);
      };
      passes(target);
      expect(calls).toBe(1);
    }
  });

  it('can be handed to a model, and to another collection', () => {
    const [one, model] = both();
    withSync(model).sync = withSync(one).sync;
    passes(model);
    const other = collection();
    withSync(other).sync = withSync(one).sync;
    passes(other);
  });

  it('can become that of a class', () => {
    const one = collection();
    const Class = (one.constructor as typeof Backbone.Collection).extend({ sync: withSync(one).sync });
    const other = new Class([{ id: 2 }]);
    made.push(other as unknown as Backbone.Collection);
    passes(other as unknown as Backbone.Collection);
  });

  it('can be bound', () => {
    for (const target of both()) {
      _.bindAll(target as never, 'sync');
      passes(target);
    }
  });

  it('can be kept and put back', () => {
    for (const target of both()) {
      const kept = withSync(target).sync;
      withSync(target).sync = () => undefined;
      request(target);
      expect(sent).toEqual([]);
      withSync(target).sync = kept;
      passes(target);
    }
  });

  it('can be borrowed by another object', () => {
    const one = collection();
    const plain = new (Backbone.Collection.extend({ url: '/api/others' }))();
    withSync(one).sync.call(plain, 'read', plain, { success() {} });
    expect(sent).toEqual(['GET /api/others']);
  });

  it('can be spied on', () => {
    for (const target of both()) {
      const spy = sinon.spy(withSync(target), 'sync');
      passes(target);
      expect(spy.callCount).toBe(1);
      spy.restore();
      passes(target);
      const other = vi.spyOn(withSync(target), 'sync');
      passes(target);
      expect(other).toHaveBeenCalledTimes(1);
      other.mockRestore();
      passes(target);
    }
  });

  it('can be stubbed: nothing leaves', () => {
    for (const target of both()) {
      const stub = sinon.stub(withSync(target), 'sync');
      request(target);
      expect(sent).toEqual([]);
      expect(stub.callCount).toBe(1);
      stub.restore();
      passes(target);
    }
  });

  it('can be of the class and of an instance before it is made live', () => {
    const calls: string[] = [];
    const Class = (collection().constructor as typeof Backbone.Collection).extend({
      sync(this: unknown, ...args: unknown[]) {
        calls.push('class');
        return (Backbone.Collection.prototype as unknown as WithSync).sync.apply(this, args);
      },
      initialize(this: WithSync) {
        const before = this.sync;
        this.sync = function (...args) {
          calls.push('instance');
          return before.apply(this, args);
        };
      },
    });
    const one = new Class() as unknown as Backbone.Collection;
    made.push(one);
    passes(one);
    expect(calls).toEqual(['instance', 'class']);
  });

  it('is no key of the object', () => {
    for (const target of both()) expect(Object.keys(target)).not.toContain('sync');
  });
});

describe('a request of one collection', () => {
  it('is nothing to another, whatever its model is', () => {
    const client = createHandClient();
    const arrow = (attributes: object) => new Backbone.Model(attributes);
    made.push(new (LiveCollection.extend({ url: '/api/others', model: arrow, client }))([]));
    const one = new (LiveCollection.extend({ url: '/api/todos', client }))([{ id: 1 }]);
    made.push(one as unknown as Backbone.Collection);
    one.fetch();
    one.at(0).fetch();
    expect(sent).toEqual(['GET /api/todos', 'GET /api/todos/1']);
  });
});

describe('afterwards', () => {
  it('Backbone has its ajax again', () => {
    Backbone.ajax = ajax;
    expect(Backbone.ajax).toBe(ajax);
  });
});
