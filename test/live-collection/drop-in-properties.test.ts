import Backbone from 'backbone';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { type CollectionClass, dropIns, play, type Scenario } from '../support/drop-in.ts';

type Todos = Backbone.Collection;
type Step = (todos: Todos) => unknown;

/** The server has the first three, and will never give the last two to another. */
const saved = fc.constantFrom('1', '2', '3');
const id = fc.constantFrom('1', '2', '3', 'x', 'y');
const document = fc.record(
  { id, title: fc.constantFrom('a', 'b', 'c'), rank: fc.integer({ min: 0, max: 3 }) },
  { requiredKeys: [], noNullPrototype: true },
);
const change = fc.record({ title: fc.constantFrom('a', 'b'), rank: fc.integer({ min: 0, max: 3 }) });
const documents = fc.array(document, { maxLength: 4 });
const options = fc.record(
  { at: fc.integer({ min: -2, max: 5 }), merge: fc.boolean(), silent: fc.boolean(), sort: fc.boolean() },
  { requiredKeys: [], noNullPrototype: true },
);
const setOptions = fc.record(
  { add: fc.boolean(), remove: fc.boolean(), merge: fc.boolean() },
  { requiredKeys: [], noNullPrototype: true },
);

/** Every operation an application does to a collection, with its own words to print it by. */
const step: fc.Arbitrary<[name: string, step: Step]> = fc.oneof(
  fc.tuple(documents, options).map(([list, how]) => named('add', [list, how], (c) => c.add(list as never[], how))),
  fc.tuple(documents, setOptions).map(([list, how]) => named('set', [list, how], (c) => c.set(list as never[], how))),
  documents.map((list) => named('reset', list, (c) => c.reset(list as never[]))),
  id.map((one) => named('remove', one, (c) => c.remove(one as never))),
  document.map((one) => named('push', one, (c) => c.push(one as never))),
  document.map((one) => named('unshift', one, (c) => c.unshift(one as never))),
  fc.constantFrom('pop', 'shift', 'clone').map((method) => named(method, null, (c) => c[method as 'pop']())),
  fc.constantFrom('rank', 'title', undefined).map((by) =>
    named('sort', by, (c) => {
      Object.assign(c, { comparator: by });
      return by && c.sort();
    }),
  ),
  fc.tuple(id, change).map(([one, how]) => named('change', [one, how], (c) => c.get(one)?.set(how))),
  // Requests that are answered at once and succeed: what else a live collection does about them is its purpose.
  fc.constantFrom({}, { reset: true }, { remove: false }).map((how) => named('fetch', how, (c) => c.fetch(how))),
  fc.boolean().map((wait) => named('create', wait, (c) => c.create({ title: 'created' }, { wait }))),
  fc
    .tuple(saved, fc.boolean())
    .map(([one, wait]) => named('save', [one, wait], (c) => c.get(one)?.save({ rank: 2 }, { wait }))),
);

function named(name: string, argument: unknown, run: Step): [string, Step] {
  return [`${name} ${JSON.stringify(argument)}`, run];
}

const scenario =
  (steps: readonly [string, Step][]): Scenario =>
  async ({ make, rest, log }) => {
    const todos = await make();
    for (const [name, run] of steps) {
      log.note(name, undefined);
      const result = run(todos);
      rest.answer();
      // What a request returns is the transport's.
      if (!/^(fetch|create|save)/.test(name)) log.note('result', result);
    }
  };

describe.each(Object.entries(dropIns({ Backbone, LiveCollection })))(
  'a LiveCollection %s',
  (_, Base: CollectionClass) => {
    it('does as Backbone.Collection, whatever is done to it', async () => {
      const property = fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const library = { Backbone, LiveCollection };
        const expected = await play(library, Backbone.Collection, 'extend', scenario(steps));
        expect(await play(library, Base, 'extend', scenario(steps))).toEqual(expected);
      });
      await fc.assert(property, { numRuns: 400 });
    });
  },
);
