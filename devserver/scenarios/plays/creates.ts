import type { PlayStage, Scenario } from '../scenario.ts';

/** Takes from an own message what names its request: the page cannot know it for its own. */
const unnamed = (stage: PlayStage) => stage.own('strip-message', {}, { fields: ['crid'] });
const answerOf = (stage: PlayStage, method: string) => stage.own('delay-response', { method });

export const creates: Scenario[] = [
  {
    name: 'own-event-before-response',
    row: "own POST's event before its response",
    watch: 'One row. A naive client shows the todo twice until it reloads.',
    decisions: ['matched-own-create', 'ignored-duplicate'],
    async play(stage) {
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'create', title: 'milk' });
      await stage.decided('matched-own-create');
      answer.release();
      await stage.decided('ignored-duplicate');
    },
  },
  {
    name: 'own-event-held-until-response',
    row: "own POST's event before its response",
    watch: 'The message does not name the request, as in 2013: it is held, and the answer shows that it is the echo.',
    decisions: ['held', 'matched-own-create'],
    async play(stage) {
      unnamed(stage);
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'create', title: 'milk' });
      await stage.decided('held');
      answer.release();
      await stage.decided('matched-own-create');
    },
  },
  {
    name: 'wait-true-and-its-event',
    row: '`create(…, {wait: true})` and its event',
    watch: 'The row appears with the event, before the answer, and stays one row.',
    decisions: ['matched-own-create', 'ignored-duplicate'],
    async play(stage) {
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'create', title: 'milk', wait: true });
      await stage.decided('matched-own-create');
      answer.release();
      await stage.decided('ignored-duplicate');
    },
  },
  {
    name: 'draft-and-failed-post',
    row: 'a draft that is never POSTed; a failed POST left in the collection; id `0`',
    watch: 'Two rows without an answer stand there, and the foreign todo appears at once all the same.',
    decisions: ['inserted'],
    async play(stage) {
      await stage.page({ do: 'draft', title: 'a draft' });
      stage.own('fail-before-write', { method: 'POST' });
      await stage.page({ do: 'create', title: 'bread' });
      await stage.failed();
      await stage.foreign.create('milk');
      await stage.decided('inserted');
    },
  },
  {
    name: 'failed-then-retried',
    row: 'a request that fails, is retried and succeeds',
    watch: 'The first POST fails, the second is answered late: its event waits for it, and there is one row.',
    decisions: ['held', 'matched-own-create'],
    async play(stage) {
      stage.own('fail-before-write', { method: 'POST' });
      await stage.page({ do: 'create', title: 'milk' });
      await stage.failed();
      unnamed(stage);
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'retry', title: 'milk' });
      await stage.decided('held');
      answer.release();
      await stage.decided('matched-own-create');
    },
  },
  {
    name: 'update-before-own-response',
    row: 'PUT event before own response',
    watch: 'Somebody completes the todo before its author has the answer: one row, completed.',
    decisions: ['held', 'held-update', 'ignored-stale-response', 'matched-own-create'],
    async play(stage) {
      unnamed(stage);
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'create', title: 'milk' });
      await stage.decided('held');
      await stage.foreign.patch(await stage.idOf('milk'), { completed: true });
      await stage.decided('held-update');
      answer.release();
      await stage.decided('ignored-stale-response');
      await stage.decided('matched-own-create');
    },
  },
  {
    name: 'delete-while-foreign-create-is-held',
    row: 'DELETE while a foreign create is held',
    watch: 'The foreign todo never appears. A naive client shows it for good, though it was deleted.',
    decisions: ['held', 'tombstoned'],
    async play(stage) {
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'create', title: 'milk' });
      await stage.decided('matched-own-create');
      const id = await stage.foreign.create('bread');
      await stage.decided('held');
      await stage.foreign.remove(id);
      await stage.decided('tombstoned');
      answer.release();
      await stage.decided('ignored-duplicate');
    },
  },
  {
    name: 'delete-before-own-response',
    row: "DELETE event before own POST's response",
    watch: 'The row goes, and the late answer does not bring it back.',
    decisions: ['matched-own-create', 'removed', 'removed-by-tombstone'],
    async play(stage) {
      const answer = answerOf(stage, 'POST');
      await stage.page({ do: 'create', title: 'milk' });
      await stage.decided('matched-own-create');
      await stage.foreign.remove(await stage.idOf('milk'));
      await stage.decided('removed');
      answer.release();
      await stage.decided('removed-by-tombstone');
    },
  },
  {
    name: 'pending-model-removed',
    row: 'pending model removed or reset, then matched',
    watch: 'The row is taken out while its POST is under way; the document exists, so the row comes back.',
    decisions: ['matched-own-create'],
    async play(stage) {
      const answer = answerOf(stage, 'POST');
      const message = stage.own('delay-message');
      await stage.page({ do: 'create', title: 'milk' });
      await stage.page({ do: 'remove', title: 'milk' });
      await message.struck();
      message.release();
      await stage.decided('matched-own-create');
      answer.release();
    },
  },
  {
    name: 'error-though-saved',
    row: 'error response although the server saved',
    watch: 'The POST fails, yet the todo was saved: its event finds the row that is there. A naive client shows two.',
    decisions: ['matched-own-create-despite-error'],
    async play(stage) {
      const message = stage.own('delay-message');
      stage.own('fail-after-write', { method: 'POST' });
      await stage.page({ do: 'create', title: 'milk' });
      await stage.failed();
      message.release();
      await stage.decided('matched-own-create-despite-error');
    },
  },
  {
    name: 'answer-lost-though-saved',
    row: 'error response although the server saved',
    watch: 'The same, with a connection that breaks within the answer.',
    decisions: ['matched-own-create-despite-error'],
    async play(stage) {
      const message = stage.own('delay-message');
      stage.own('lose-response', { method: 'POST' });
      await stage.page({ do: 'create', title: 'milk' });
      await stage.failed();
      message.release();
      await stage.decided('matched-own-create-despite-error');
    },
  },
];
