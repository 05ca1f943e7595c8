import type { PlayStage, Scenario } from '../scenario.ts';

/** Holds the next message about a document on its way to the page. */
const messageAbout = (stage: PlayStage, id: string) => stage.fault('delay-message', { clientId: stage.clientId, id });
/** Holds the list that the page fetches once it notices that something is missing. */
const lists = (stage: PlayStage) => stage.fault('delay-response', { method: 'GET', path: '/api/todos' });

export const updatesAndDeletes: Scenario[] = [
  {
    name: 'stale-update-response',
    row: 'stale PUT/PATCH response after a newer event',
    watch: 'The title stays the foreign one, which is newer than the late answer to our own PUT.',
    decisions: ['merged', 'merged', 'ignored-stale-response'],
    async play(stage) {
      const id = await stage.seed('milk');
      const answer = stage.own('delay-response', { method: 'PUT' });
      await stage.page({ do: 'save', title: 'milk', attributes: { completed: true } });
      await stage.decided('merged');
      await stage.foreign.patch(id, { title: 'oat milk' });
      await stage.decided('merged');
      answer.release();
      await stage.decided('ignored-stale-response');
    },
  },
  {
    name: 'late-update-during-own-delete',
    row: 'local destroy, then a late PUT or POST event',
    watch:
      'The row is gone at the click and stays gone, though somebody changes the todo before the server deletes it.',
    decisions: ['ignored-pending-delete', 'tombstoned'],
    async play(stage) {
      const id = await stage.seed('milk');
      const request = stage.own('delay-request', { method: 'DELETE' });
      await stage.page({ do: 'destroy', title: 'milk' });
      await stage.foreign.patch(id, { completed: true });
      await stage.decided('ignored-pending-delete');
      request.release();
      await stage.decided('tombstoned');
    },
  },
  {
    name: 'failed-delete',
    row: 'destroy fails with 5xx',
    watch: 'The row goes at the click and comes back when the server refuses.',
    decisions: ['restored-after-failed-delete'],
    async play(stage) {
      await stage.seed('milk');
      stage.own('fail-before-write', { method: 'DELETE' });
      await stage.page({ do: 'destroy', title: 'milk' });
      await stage.decided('restored-after-failed-delete');
    },
  },
  {
    name: 'late-update-after-delete',
    row: 'late PUT after DELETE',
    watch: 'The row goes and stays gone; the PUT that the DELETE overtook finds a tombstone.',
    decisions: ['gap-detected', 'removed', 'ignored-tombstoned'],
    async play(stage) {
      const id = await stage.seed('milk');
      const list = lists(stage);
      const update = messageAbout(stage, id);
      await stage.foreign.patch(id, { completed: true });
      await update.struck();
      await stage.foreign.remove(id);
      await stage.decided('removed');
      update.release();
      await stage.decided('ignored-tombstoned');
      list.release();
    },
  },
  {
    name: 'older-event-after-newer',
    row: 'older event after newer',
    watch: 'The title becomes the second one and does not go back to the first.',
    decisions: ['gap-detected', 'merged', 'ignored-stale'],
    async play(stage) {
      const id = await stage.seed('milk');
      const list = lists(stage);
      const first = messageAbout(stage, id);
      await stage.foreign.patch(id, { title: 'first' });
      await first.struck();
      await stage.foreign.patch(id, { title: 'second' });
      await stage.decided('merged');
      first.release();
      await stage.decided('ignored-stale');
      list.release();
    },
  },
  {
    name: 'duplicate-message',
    row: 'the same message twice',
    watch: 'Nothing to see: the second is recognised by its number, and the panel says so.',
    decisions: ['merged', 'ignored-duplicate'],
    async play(stage) {
      const id = await stage.seed('milk');
      stage.fault('duplicate-message', { clientId: stage.clientId, id });
      await stage.foreign.patch(id, { completed: true });
      await stage.decided('merged');
      await stage.decided('ignored-duplicate');
    },
  },
];
