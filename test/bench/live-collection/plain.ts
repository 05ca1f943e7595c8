import Backbone from 'backbone';
import { compare, type Sample } from '../compare.ts';
import { atMost, type Measured } from '../figure.ts';
import type { Library } from './built.ts';

type Class = typeof Backbone.Collection;

const MODELS = 10_000;
const documents = (title: string) =>
  Array.from({ length: MODELS }, (_, index) => ({ id: `id-${index}`, title: `${title} ${index}`, completed: false }));
const rows = documents('todo');
const others = documents('other');

/** What is timed, by name, on a collection that is prepared outside of the clock. */
const operations: Record<string, (Class: Class) => Sample> = {
  add: (Class) => () => {
    const collection = new Class();
    return () => collection.add(rows);
  },
  get: (Class) => () => {
    const collection = new Class(rows);
    // More than once, because once is too short to time.
    return () => {
      for (let time = 0; time < 20; time++) for (const { id } of rows) collection.get(id);
    };
  },
  set: (Class) => () => {
    const collection = new Class(rows);
    return () => collection.set(others as never[]);
  },
  remove: (Class) => () => {
    const collection = new Class(rows);
    return () => collection.remove(collection.models);
  },
  fetch: (Class) => {
    const Fetched = Class.extend({
      sync: (_method: string, _target: unknown, { success }: { success(response: unknown): void }) => success(rows),
    });
    return () => {
      const collection = new Fetched();
      return () => collection.fetch();
    };
  },
};

/** A LiveCollection that does not listen, against Backbone's own. */
export function* plain({ LiveCollection }: Library): Iterable<Measured> {
  for (const [name, sample] of Object.entries(operations)) {
    const { ratio } = compare(sample(Backbone.Collection), sample(LiveCollection as unknown as Class));
    yield atMost(1.05, '×', `${name} of 10,000 models, not listening, to Backbone's`, ratio);
  }
}
