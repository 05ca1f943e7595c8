import type Backbone from 'backbone';
import type { Library } from './backbone-versions.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { createHandClient } from './hand-client.ts';
import { createRest, type Rest } from './rest-in-memory.ts';

/** A collection class, Backbone's or one that claims to be a drop-in for it. */
export type CollectionClass = typeof Backbone.Collection;

/** How an application says what its collection is. */
export type Style = 'extend' | 'class';

/** What a scenario is played with. */
export interface Play {
  Backbone: typeof Backbone;
  Base: CollectionClass;
  rest: Rest;
  log: EventLog;
  /** Derives a class from the base under test. */
  derive(properties?: object): CollectionClass;
  /** Makes a collection of such a class, whose events are written down; by default of three todos with ids. */
  make(properties?: object, models?: unknown, options?: object): Promise<Backbone.Collection>;
}

export type Scenario = (play: Play) => unknown;

const THREE = [
  { id: '1', title: 'milk', rank: 3 },
  { id: '2', title: 'bread', rank: 1 },
  { id: '3', title: 'jam', rank: 2 },
];

/** The bases under test: each is to behave as `Backbone.Collection` does. */
export function dropIns({ LiveCollection }: Library): Record<string, CollectionClass> {
  const plain = LiveCollection as unknown as CollectionClass;
  // Naming requests by a header is what a live collection does more; the requests are to be alike here.
  const silent = plain.extend({ client: createHandClient(), nameRequests: false }) as CollectionClass;
  return { 'without a client': plain, 'that hears nothing': silent };
}

/** Plays a scenario on a base, and answers with everything that could be seen of it. */
export async function play(
  library: Library,
  Base: CollectionClass,
  style: Style,
  scenario: Scenario,
): Promise<string[]> {
  const { Backbone } = library;
  const rest = createRest(THREE.map(({ id: _, ...row }) => row));
  const log = createEventLog(Backbone);
  const made: Backbone.Collection[] = [];
  Backbone.ajax = rest.ajax as never;

  const derive = (properties: object = {}): CollectionClass => {
    if (style === 'extend') return Base.extend(properties) as CollectionClass;
    const Derived = class extends Base {};
    Object.assign(Derived.prototype, properties);
    return Derived as CollectionClass;
  };
  await scenario({
    Backbone,
    Base,
    rest,
    log,
    derive,
    async make(properties = {}, models: unknown = THREE, options?) {
      const Class = derive({ url: '/api/todos', ...properties });
      const collection = new Class(models as never, options);
      made.push(collection);
      log.follow(collection);
      await Promise.resolve(); // the acknowledgement of the subscription
      return collection;
    },
  });
  rest.answer();
  await Promise.resolve();
  for (const collection of made) log.state(collection);
  for (const request of rest.requests) log.note('request', request);
  return log.lines;
}
