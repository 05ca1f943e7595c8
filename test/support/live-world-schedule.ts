import type Backbone from 'backbone';
import fc from 'fast-check';
import type { LiveCollectionClass } from '../../devserver/live-collection/index.ts';
import { DEFAULT_LIMITS } from '../../devserver/live-collection/reconciler/state.ts';
import { createWorld, type Step, type StepKind } from './live-world.ts';
import type { Extend } from './live-world-client.ts';
import type { Profile } from './live-world-profiles.ts';

type Fields = Record<string, unknown>;

/** A `parse` that gives the id another name, and a `toJSON` that gives it back. */
const RENAMING = {
  renames: {
    idAttribute: 'key',
    parse: ({ id, ...rest }: Fields) => (id === undefined ? rest : { key: id, ...rest }),
    toJSON,
  },
  changes: {
    idAttribute: 'key',
    parse(body: Fields) {
      if ('id' in body) body.key = body.id;
      delete body.id;
      return body;
    },
    toJSON,
  },
};

function toJSON(this: Backbone.Model): Fields {
  const { key, ...rest } = this.attributes;
  return key === undefined ? rest : { id: key, ...rest };
}

/** Any schedule of a profile. */
export function schedule({ steps, clients = 2 }: Profile, maxLength = 60): fc.Arbitrary<Step[]> {
  const kinds = Object.entries(steps).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as StepKind) }));
  const step = fc.record({ kind: fc.oneof(...kinds), who: fc.nat({ max: clients - 1 }), which: fc.nat({ max: 3 }) });
  return fc.array(step, { maxLength, size: 'max' });
}

export interface Play {
  advance(ms: number): void;
  Live?: LiveCollectionClass;
}

/**
 * Plays a schedule to its end.
 *
 * @throws {BrokenInvariant} with the schedule, readable, when something does not hold
 */
export async function play(profile: Profile, steps: readonly Step[], { advance, Live }: Play): Promise<void> {
  const { clients = 2, isBare = false, isEarly = false, isFiltered = false, isSparing = false, parse } = profile;
  const { seen, tombs, vocabulary, hook, namesAll = false, hasNumbers = false, documents = 2 } = profile;
  const extend: Extend = (Todo) => ({
    ...(parse && { model: Todo.extend(RENAMING[parse]) }),
    accepts: ({ a }: { a?: string }) => !isFiltered || !/[13579]$/.test(a ?? ''),
    ...(seen && { limits: { ...DEFAULT_LIMITS, seen, ...(tombs && { tombs }) } }),
  });
  const server = { vocabulary, hook, namesAll, hasNumbers, isBare, isSparing, documents };
  const world = await createWorld({ clients, isEarly, ...server, advance, extend, ...(Live && { Live }) });
  try {
    for (const step of steps) await world.take(step);
    await world.rest();
  } finally {
    world.dispose();
  }
}
