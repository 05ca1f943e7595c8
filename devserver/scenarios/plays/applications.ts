import type { Kind } from '../protocol.ts';
import type { PlayStage, Scenario, Unplayable } from '../scenario.ts';

async function ownEventFirst(stage: PlayStage, kind: Kind): Promise<void> {
  await stage.page({ do: 'open', kind, client: 'same' });
  const answer = stage.own('delay-response', { method: 'POST' });
  await stage.page({ do: 'create', title: 'milk' });
  await stage.decided('matched-own-create');
  answer.release();
  await stage.decided('ignored-duplicate');
}

/** Races that come from how an application uses its collections: a second collection is opened beside the demo's. */
export const applications: Scenario[] = [
  {
    name: 'parse-renames-id',
    row: '`parse` maps `_id` to `id`',
    watch: 'A second collection, whose models call the id `key`: one POST, one model.',
    decisions: ['matched-own-create', 'ignored-duplicate'],
    play: (stage) => ownEventFirst(stage, 'renaming'),
  },
  {
    name: 'polymorphic-model',
    row: 'a function as `model` (polymorphic)',
    watch: 'A second collection, whose models a function makes: one POST, one model.',
    decisions: ['matched-own-create', 'ignored-duplicate'],
    play: (stage) => ownEventFirst(stage, 'polymorphic'),
  },
  {
    name: 'two-collections-on-one-channel',
    row: 'two collections on one channel; overlapping wildcards',
    watch: 'Each of two collections takes in the todo once; what one knows does not confuse the other.',
    decisions: ['inserted'],
    async play(stage) {
      await stage.page({ do: 'open', kind: 'plain', client: 'same' });
      await stage.foreign.create('milk');
      await stage.decided('inserted', 'demo');
      await stage.decided('inserted');
    },
  },
  {
    name: 'filtered-collection',
    row: 'filtered or partitioned collection',
    watch: 'A second collection has only what is not completed: the todo leaves it, and enters again.',
    decisions: ['filtered-out', 'upserted-unknown'],
    async play(stage) {
      const id = await stage.seed('milk');
      await stage.page({ do: 'open', kind: 'active', client: 'same' });
      await stage.foreign.patch(id, { completed: true });
      await stage.decided('filtered-out');
      await stage.foreign.patch(id, { completed: false });
      await stage.decided('upserted-unknown');
    },
  },
  {
    name: 'dispose',
    row: 'dispose',
    watch: 'A second collection is disposed of while its POST is under way: it decides nothing more, the demo goes on.',
    decisions: [],
    async play(stage) {
      await stage.page({ do: 'open', kind: 'plain', client: 'same' });
      const answer = stage.own('delay-response', { method: 'POST' });
      await stage.page({ do: 'create', title: 'milk' });
      await stage.decided('inserted', 'demo');
      await stage.decided('matched-own-create');
      await stage.page({ do: 'dispose' });
      const before = stage.count('opened');
      answer.release();
      await stage.foreign.create('bread');
      await stage.decided('inserted', 'demo');
      const more = stage.count('opened') - before;
      if (more > 0) throw new Error(`The collection has decided ${more} times since it was disposed of.`);
    },
  },
];

export const unplayable: Unplayable[] = [
  {
    name: 'id-zero',
    row: 'a draft that is never POSTed; a failed POST left in the collection; id `0`',
    reason: "The demo's ids are MongoDB's ObjectIds, of which none is 0.",
  },
  {
    name: 'overlapping-wildcards',
    row: 'two collections on one channel; overlapping wildcards',
    reason: 'A live collection subscribes to the one channel of its URL; the page would need a client of another make.',
  },
  {
    name: 'clone',
    row: 'dispose',
    reason: 'A clone does not listen: there is nothing that a server could send it.',
  },
];
