import type Backbone from 'backbone';
import type { Play } from './drop-in.ts';

/** Calls one public method on a collection of three todos; what it answers is written down. */
export type Call = (collection: Backbone.Collection, play: Play) => unknown;

const rank = (model: Backbone.Model) => model.get('rank');
const isRanked = (model: Backbone.Model) => model.get('rank') > 1;
const total = (sum: number, model: Backbone.Model) => sum + rank(model);

/** The methods that Backbone takes from Underscore, with the arguments each is tried with. */
const ITERATIONS: [names: string, ...args: unknown[]][] = [
  ['map collect sortBy groupBy countBy indexBy max min', rank],
  ['sortBy groupBy countBy indexBy map max min', 'rank'],
  ['find detect filter select reject every all some any partition findIndex findLastIndex', isRanked],
  ['find filter reject every some findIndex', { title: 'jam' }],
  ['reduce foldl inject reduceRight foldr', total, 0],
  ['first head take initial rest tail drop last toArray size isEmpty'],
  ['first initial rest last', 2],
  ['invoke', 'get', 'title'],
  ['pluck', 'title'],
  ['where findWhere', { rank: 2 }],
  ['slice', 1, 2],
  ['get has at', '2'],
  ['get has at', undefined],
  ['get has', { id: '3' }],
  ['at', -1],
];

export const underscoreCalls: Record<string, Call> = Object.fromEntries(
  ITERATIONS.flatMap(([names, ...args]) =>
    names
      .split(' ')
      .map((name) => [
        `${name}(${args.map((argument) => (typeof argument === 'function' ? argument.name : JSON.stringify(argument)))})`,
        (collection) => (collection as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args),
      ]),
  ),
);

const handler = () => {};
const second = (collection: Backbone.Collection) => collection.models.slice(1, 2);

/** They are iterable too, which Backbone's types do not tell. */
const all = (iterator: Iterator<unknown>) => [...(iterator as IterableIterator<unknown>)];

export const calls: Record<string, Call> = {
  forEach: (c, { log }) => c.forEach((model, index) => void log.note('each', [model, index])),
  each: (c, { log }) => c.each((model) => log.note('each', model)),
  include: (c) => c.include(c.models[0] as never),
  includes: (c) => c.includes(c.models[0] as never),
  contains: (c) => c.contains(c.models[0] as never),
  without: (c) => c.without(...second(c)),
  difference: (c) => c.difference(second(c)),
  indexOf: (c) => c.indexOf(c.models[1] as never),
  lastIndexOf: (c) => c.lastIndexOf(c.models[1] as never),
  shuffle: (c) => c.shuffle().length,
  sample: (c) => c.contains(c.sample() as never),
  chain: (c) => c.chain().map(rank).value(),
  values: (c) => all(c.values()),
  keys: (c) => all(c.keys()),
  entries: (c) => all(c.entries()),
  toJSON: (c) => c.toJSON(),
  modelId: (c) => [c.modelId({ id: 7 }), c.modelId({ _id: 7 })],
  parse: (c) => c.parse([{ id: 1 }], {}),
  initialize: (c) => (c as unknown as { initialize(): unknown }).initialize(),
  preinitialize: (c) => (c as unknown as { preinitialize(): unknown }).preinitialize(),

  add: (c) => c.add([{ id: '4' }, { id: '1', title: 'no merge' }]),
  set: (c) => c.set([{ id: '2', title: 'rye' }, { id: '5' }] as never[]),
  reset: (c) => c.reset([{ id: '9' }, {}] as never[]),
  remove: (c) => [c.remove('2' as never), c.remove([{ id: '3' } as never]), c.remove('none' as never)],
  push: (c) => c.push({ id: '4' } as never),
  pop: (c) => c.pop(),
  unshift: (c) => c.unshift({ id: '4' } as never),
  shift: (c) => c.shift(),
  sort(c) {
    c.comparator = 'rank';
    return c.sort();
  },
  clone(c, { log }) {
    const copy = c.clone();
    log.state(copy);
    return copy;
  },

  on: (c) => c.on('add', handler).add({}),
  bind: (c) => c.bind('add', handler).add({}),
  off: (c) => c.on('add', handler).off('add', handler).off(),
  unbind: (c) => c.on('add', handler).unbind('add', handler),
  once: (c) => c.once('add', handler).add([{}, {}]),
  trigger: (c) => c.trigger('something', 1, { two: 2 }),
  listenTo: (c) => c.listenTo(c.models[0] as never, 'change', handler),
  listenToOnce: (c) => c.listenToOnce(c.models[0] as never, 'change', handler),
  stopListening: (c) => c.listenTo(c.models[0] as never, 'change', handler).stopListening(),

  sync: (c, { rest }) => [typeof c.sync('read', c as never, { success: handler }), rest.answer()],
  fetch: (c, { rest }) => [typeof c.fetch(), rest.answer()],
  create: (c, { rest }) => [c.create({ title: 'new' }), rest.answer()],
};
