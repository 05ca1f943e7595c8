import type Backbone from 'backbone';
import type { Play, Scenario } from './drop-in.ts';

const patiently = async ({ rest }: Play) => {
  rest.answer();
  await Promise.resolve();
};

/** Documents under `_id`, in a list of `{items}`, as many a REST API returns them. */
function wrapped({ Backbone }: Play) {
  const Todo = Backbone.Model.extend({
    parse: ({ _id, ...rest }: Record<string, unknown>) => (_id === undefined ? rest : { id: _id, ...rest }),
  });
  const parse = ({ items }: { items: unknown }) => items;
  return { model: Todo, parse };
}

function polymorphic({ Backbone }: Play) {
  const Note = Backbone.Model.extend({ idAttribute: 'number' });
  const Task = Backbone.Model.extend({ idAttribute: 'key' });
  const model = (attributes: { number?: unknown }, options: object) =>
    attributes.number === undefined ? new Task(attributes, options) : new Note(attributes, options);
  // No arrow function: a model function has a prototype, which has no `parse`.
  const choose = (attributes: { number?: unknown }, options: object) => model(attributes, options);
  const modelId = ({ number, key }: { number?: unknown; key?: unknown }) => number ?? key;
  return { model: choose, modelId };
}

/** What applications do with collections, beside calling one method. */
export const scenarios: Record<string, Scenario> = {
  'gives preinitialize and initialize the arguments of the constructor': async ({ make, log }) => {
    const tell = (name: string) =>
      function (this: Backbone.Collection, ...args: unknown[]) {
        log.note(name, [args, this.length, Object.keys(this)]);
      };
    const collection = await make(
      { preinitialize: tell('preinitialize'), initialize: tell('initialize') },
      [{ id: 1 }],
      { mine: true, comparator: 'id' },
    );
    collection.clone();
  },
  'takes model and comparator as options': async ({ make, Backbone }) => {
    const Todo = Backbone.Model.extend({ defaults: { rank: 9 } });
    const collection = await make({}, [{ id: 1 }, { id: 2, rank: 1 }], { model: Todo, comparator: 'rank' });
    collection.add([{ id: 3, rank: 4 }]);
  },
  'keeps the order of every kind of comparator': async ({ make, log }) => {
    const comparators = [
      'rank',
      (model: Backbone.Model) => -model.get('rank'),
      (a: Backbone.Model, b: Backbone.Model) => (a.get('title') < b.get('title') ? -1 : 1),
    ];
    for (const comparator of comparators) {
      const collection = await make({ comparator });
      collection.add([{ id: '4', title: 'apples', rank: 2.5 }], { at: 0 });
      collection.add({ id: '5', title: 'cheese', rank: 0 });
      collection.set([{ id: '1', rank: -1, title: 'zest' }], { remove: false });
      collection.get('2')?.set('rank', 17);
      collection.sort({ silent: true });
      log.state(collection);
    }
  },
  'merges, keeps and drops by the options of set': async ({ make }) => {
    const collection = await make();
    collection.set([{ id: '1', title: 'oat milk' }, { id: '4' }], { remove: false });
    collection.set([{ id: '1', title: 'no' }], { merge: false, remove: false });
    collection.set([{ id: '8' }, { id: '2', title: 'rye' }], { add: false });
    collection.set({ id: '2', more: 1 } as never, { remove: false, silent: true });
    collection.set([{ id: '3' }, { id: '3' }, {}, null as never], { at: 1 });
    collection.set(undefined as never);
    collection.add([{ id: '2', more: 2 }], { merge: true, custom: 'option' } as never);
    collection.reset(undefined, { silent: true });
    collection.reset([{ id: '1' }]);
  },
  'follows what its models do': async ({ make, Backbone }) => {
    const collection = await make();
    const other = new Backbone.Collection();
    const model = collection.get('1');
    other.add(model as never);
    other.remove(model as never);
    model?.set({ id: '10', title: 'changed' });
    model?.unset('title');
    model?.trigger('custom', model, 'value');
    collection.get('2')?.clear();
    collection.get('3')?.trigger('destroy', collection.get('3'), collection, {});
  },
  'refuses an invalid model': async ({ make, Backbone, log }) => {
    const Todo = Backbone.Model.extend({
      validate: ({ title }: { title?: string }) => (title ? undefined : 'a title, please'),
    });
    const collection = await make({ model: Todo });
    log.note('add', collection.add({ title: '' }, { validate: true } as object));
    log.note('create', collection.create({ title: '' }));
    log.note('save', collection.get('1')?.save({ title: '' }));
  },
  'parses models and lists': async (play) => {
    const { make, rest, log } = play;
    const collection = await make(wrapped(play), { items: [{ _id: 'a' }, { _id: 'b' }] }, { parse: true });
    collection.add([{ _id: 'c' }] as never, { parse: false } as object);
    collection.sync = ((_: string, __: unknown, { success }: { success(response: unknown): void }) =>
      success({ items: [{ _id: 'b', title: 'again' }, { _id: 'd' }, { title: 'without id' }, { _id: 'e' }] })) as never;
    collection.fetch();
    collection.fetch({ reset: true });
    collection.fetch({ remove: false });
    log.note('rows', rest.rows.size);
  },
  'asks modelId and every model class for the id': async (play) => {
    const { make } = play;
    const collection = await make(polymorphic(play), [{ number: 1 }, { key: 'k' }, {}]);
    collection.add(
      [
        { number: 1, more: true },
        { key: 'k', more: true },
      ],
      { merge: true },
    );
    collection.remove({ key: 'k' } as never);
    collection.create({ title: 'x' });
    await patiently(play);
  },
  'takes the idAttribute of its model': async (play) => {
    const collection = await play.make({ model: play.Backbone.Model.extend({ idAttribute: '_id' }) }, [{ _id: 0 }]);
    collection.add([{ _id: 0, merged: true }, { _id: 'x' }, { id: 'x' }], { merge: true });
    play.log.note('get', [collection.get(0 as never), collection.get('x')]);
  },

  'fetches, in every way': async (play) => {
    const collection = await play.make({}, [{ id: '2', title: 'old' }, { id: '77' }, { title: 'draft' }]);
    const told = (name: string) => (_: unknown, response: unknown) => play.log.note(name, response);
    for (const options of [
      { remove: false },
      { merge: false },
      {},
      { reset: true },
      { parse: false },
      { silent: true },
      { data: { page: 1 } },
    ]) {
      collection.fetch({ ...options, success: told('success') });
      await patiently(play);
      play.log.state(collection);
    }
    play.rest.failWith(500);
    collection.fetch({ error: told('error') });
    await patiently(play);
  },
  'fetches when it is sorted': async (play) => {
    const collection = await play.make({ comparator: 'rank' }, [{ id: '1', rank: 9 }]);
    collection.fetch();
    await patiently(play);
    collection.fetch({ reset: true });
  },
  'fetches what is no list of documents': async ({ make, Backbone }) => {
    const collection = await make({}, []);
    for (const response of [
      null,
      [],
      { id: 'one' },
      [1, 'x', null],
      [{ id: 'a' }, {}, { id: 'b' }, { id: 'a', twice: 1 }],
      [new Backbone.Model({ id: 'm' })],
    ]) {
      collection.sync = ((_: string, __: unknown, { success }: { success(response: unknown): void }) =>
        success(response)) as never;
      collection.fetch();
    }
  },
  'creates, at once and after the answer': async (play) => {
    const { rest, make, log } = play;
    const collection = await make();
    collection.create({ title: 'now' }, { success: (model: unknown) => log.note('created', model) });
    const waited = collection.create({ title: 'then' }, { wait: true });
    log.state(collection);
    await patiently(play);
    log.note('waited', waited);
    collection.create(new play.Backbone.Model({ title: 'a model' }), { at: 0 } as object);
    await patiently(play);
    rest.failWith(422);
    collection.create({ title: 'refused' }, { error: () => log.note('refused', collection.length) });
    collection.create({ title: 'refused, waiting' }, { wait: true });
  },
  'saves, patches and destroys': async (play) => {
    const collection = await play.make();
    collection.get('1')?.save({ title: 'saved' });
    await patiently(play);
    collection.get('1')?.save({ title: 'patched' }, { patch: true });
    await patiently(play);
    collection.get('1')?.save({ title: 'waited' }, { wait: true, custom: 1 } as never);
    await patiently(play);
    collection.get('1')?.fetch();
    await patiently(play);
    collection.get('2')?.destroy();
    collection.get('3')?.destroy({ wait: true });
    play.log.state(collection);
    await patiently(play);
    collection.add({ title: 'never saved' });
    play.log.note('destroy', collection.last().destroy());
  },
  'saves twice before the first answer': async ({ make }) => {
    const collection = await make();
    collection.get('1')?.save({ title: 'first' });
    collection.get('1')?.save({ title: 'second' });
  },
  'gives the caller what it may abort': async ({ make, log, rest }) => {
    const collection = await make();
    const xhr = collection.fetch({ error: (_, { status }) => log.note('aborted', status) }) as unknown as {
      abort(): void;
    };
    xhr.abort();
    rest.answer();
    log.note('length', collection.length);
  },

  'passes requests by a sync of the collection, of a model, and of Backbone': async (play) => {
    const { make, Backbone, log } = play;
    type Sync = (method: string, target: unknown, options: { success(response: unknown): void }) => unknown;
    const answering = (name: string, response: unknown): Sync =>
      function (this: unknown, method, target, options) {
        log.note(`${name} ${method}`, [target, target === this, Object.keys(options).sort()]);
        options.success(response);
        return name;
      };
    const Todo = Backbone.Model.extend({ sync: answering('model', { id: '50' }) });
    const collection = await make({ model: Todo, sync: answering('collection', [{ id: '51' }]) });
    log.note('fetch', collection.fetch());
    collection.create({ title: 'x' });
    const own = await make();
    ((own.models[0] as { sync: unknown } | undefined) ?? { sync: 0 }).sync = answering('own', { id: '1', own: true });
    own.models[0]?.save();
    const { sync } = Backbone;
    Backbone.sync = answering('Backbone', { id: '52' }) as never;
    own.models[1]?.save();
    Backbone.sync = answering('Backbone', { id: '53' }) as never;
    own.create({});
    Backbone.sync = sync;
  },
  'adds what was subclassed over it': async ({ make, log }) => {
    const collection = await make({
      add(this: Backbone.Collection, ...args: unknown[]) {
        log.note('add', args);
        return Object.getPrototypeOf(Object.getPrototypeOf(this)).add.apply(this, args);
      },
    });
    collection.push({ id: 'p' } as never);
    collection.fetch();
  },
};
