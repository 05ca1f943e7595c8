/** The catalogue of races, row by row: what happens, what is decided on it, and what the windows show in the end. */
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { playRace, type RaceOptions } from './race-language.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function race(rule: string, story: string, options: RaceOptions = {}): void {
  it(rule, () => playRace(story, { ...options, advance: (ms) => vi.advanceTimersByTime(ms) }));
}

const BARE = { isBare: true };

describe('an own POST, and its event before the response', () => {
  race(
    'binds the model at once by the request id',
    `A: create
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     A shows     first 1, first 2, n1`,
  );
  race(
    'holds the event until the response, when nothing names the request',
    `A: create
     A: serve
     A: hear     → held d3
     A: answer   → matched-own-create d3
     A shows     first 1, first 2, n1`,
    BARE,
  );
  race(
    'knows the model of create with wait: true, which is in no collection yet',
    `A: create and wait
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     A shows     first 1, first 2, n1`,
  );
  race(
    'holds for a create with wait: true as for any other',
    `A: create and wait
     A: serve
     A: hear     → held d3
     A: answer   → matched-own-create d3
     A shows     first 1, first 2, n1`,
    BARE,
  );
  race(
    'holds a PUT that follows, and shows the newest body',
    `A: create
     A: serve
     B: hear     → inserted d3
     B: patch 2
     B: serve
     A: hear     → held d3
     A: hear     → held-update d3
     A: answer   → ignored-stale-response d3, matched-own-create d3
     A shows     first 1, first 2, n2`,
    BARE,
  );
  race(
    'does not revive what a DELETE took before the response came',
    `A: create
     A: serve
     B: hear     → inserted d3
     B: destroy 2
     B: serve
     A: hear     → held d3
     A: hear     → tombstoned d3
     A: answer   → removed-by-tombstone d3
     A shows     first 1, first 2`,
    BARE,
  );
  race(
    'inserts the document although its pending model was removed',
    `A: create
     A: remove pending
     A: serve
     A: hear     → held d3
     A: answer   → matched-own-create d3
     A shows     first 1, first 2, n1`,
    BARE,
  );
  race(
    'inserts the document although a reset took its pending model',
    `A: create
     A: reset pending
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     A shows     first 1, first 2, n1`,
  );
});

describe('foreign creates', () => {
  race(
    'do not wait for a draft that nobody sent',
    `A: draft
     B: create
     B: serve
     A: hear     → inserted d3
     A shows     first 1, first 2, n1, n2`,
    BARE,
  );
  race(
    'do not wait for a POST that failed',
    `A: create
     A: fail
     B: create
     B: serve
     A: hear     → inserted d3
     A shows     first 1, first 2, n1, n2`,
    BARE,
  );
  race(
    'do not wait when they name the request of somebody else',
    `A: create
     B: create
     B: serve
     A: hear     → inserted d3
     A shows     first 1, first 2, n1, n2`,
  );
  race(
    'wait for every create in flight at their first sight, and for no later one',
    `A: create
     B: create
     B: serve
     A: hear     → held d3
     A: create
     A: serve 0
     A: answer   → matched-own-create d4, inserted-after-hold d3
     A shows     first 1, first 2, n1, n3, n2`,
    BARE,
  );
  race(
    'that are deleted while they are held never appear',
    `A: create
     B: create
     B: serve
     A: hear     → held d3
     B: answer   → matched-own-create d3
     B: destroy 2
     B: serve
     A: hear     → tombstoned d3
     A: serve
     A: answer   → matched-own-create d4
     A shows     first 1, first 2, n1`,
    BARE,
  );
});

describe('a create that fails', () => {
  race(
    'counts once when it is tried again',
    `A: create
     A: fail
     A: save draft
     A: serve
     A: hear     → held d3
     A: answer   → matched-own-create d3
     A shows     first 1, first 2, n1`,
    BARE,
  );
  race(
    'although the server saved it meets its document in the event',
    `A: create
     A: lose
     A: hear     → matched-own-create-despite-error d3
     A shows     first 1, first 2, n1`,
  );
  race(
    'although the server saved it is not carried out twice when it is tried again',
    `A: create
     A: lose
     A: save draft
     A: serve
     A: answer   → matched-own-create d3
     A: hear     → ignored-duplicate d3
     A shows     first 1, first 2, n1
     B: hear     → inserted d3
     B shows     first 1, first 2, n1`,
  );
});

describe('an update', () => {
  race(
    'whose response is older than an event does not put the old data back',
    `A: save
     A: serve
     B: save
     B: serve
     A: hear     → merged d1
     A: hear     → merged d1
     A: answer   → ignored-stale-response d1
     A shows     n2, first 2`,
  );
  race(
    'that fails goes back to what the server last told',
    `A: save
     A: fail     → reverted-failed-update d1
     A shows     first 1, first 2`,
  );
  race(
    'told by an older message after a newer one changes nothing',
    `B: save
     B: serve
     B: save
     B: serve
     A: hear ahead 1  → gap-detected, merged d1
     A: hear          → ignored-stale d1
     A shows          n2, first 2`,
  );
  race(
    'told twice is recognised by its number',
    `B: save
     B: serve
     A: hear twice  → merged d1
     A: hear        → ignored-duplicate d1
     A shows        n1, first 2`,
  );
});

describe('a delete', () => {
  race(
    'of our own is not undone by a late PUT, neither while it is pending nor after',
    `A: destroy
     B: save
     B: serve
     B: save
     B: serve
     A: hear     → ignored-pending-delete d1
     A: serve
     A: answer   → tombstoned d1
     A: hear     → ignored-tombstoned d1
     A: hear     → ignored-tombstoned d1
     A shows     first 2`,
  );
  race(
    'that fails puts back the last body the server told of',
    `A: destroy
     B: save
     B: serve
     A: hear     → ignored-pending-delete d1
     A: fail     → restored-after-failed-delete d1
     A shows     n1, first 2`,
  );
  race(
    'is not undone by a PUT that comes late',
    `B: save
     B: serve
     B: destroy
     B: serve
     A: hear ahead 1  → gap-detected, removed d1
     A: hear          → ignored-tombstoned d1
     A shows          first 2`,
  );
});

describe('a fetch', () => {
  race(
    'does not drop what came while it was under way',
    `A: fetch
     A: serve
     B: create
     B: serve
     A: hear     → inserted d3
     A: answer   → resynced, kept-over-snapshot d3
     A shows     first 1, first 2, n1`,
    BARE,
  );
  race(
    'that is older than the messages is not used at all',
    `A: fetch
     A: serve
     B: create
     B: serve
     A: hear     → inserted d3
     A: answer   → ignored-stale
     A shows     first 1, first 2, n1`,
  );
  race(
    'does not drop a model that is being created',
    `A: create
     A: fetch
     A: serve 1
     A: answer   → resynced
     A shows     first 1, first 2, n1`,
  );
  race(
    'before the subscription is followed by another one',
    `A: serve
     B: serve
     B: answer   → resynced
     B: save
     B: serve
     A: take up
     A: acknowledge
     A: answer   → resynced
     A shows     first 1, first 2
     A: serve
     A: answer   → resynced
     A shows     n1, first 2`,
    { isEarly: true },
  );
});

describe('lost messages', () => {
  race(
    'show in the next number, and a snapshot brings what they told',
    `B: save 0
     B: serve
     A: miss
     B: save 1
     B: serve
     A: hear     → gap-detected, merged d2
     A: serve
     A: answer   → resynced
     A shows     n1, n2`,
  );
  race(
    'of an old session are caught up with in the new one',
    `A: renew
     B: destroy
     B: serve
     A: take up
     A: acknowledge
     A: serve
     A: answer   → resynced, removed-by-snapshot d1
     A shows     first 2`,
  );
});

describe('applications of every kind', () => {
  race(
    'may rename the id in parse',
    `A: create
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     B: hear     → inserted d3
     B: save 0
     B: serve
     A: hear     → merged d1
     A shows     n2, first 2, n1
     B shows     n2, first 2, n1`,
    {
      extend: (Todo) => ({
        model: Todo.extend({
          idAttribute: 'key',
          parse: ({ id: key, ...rest }: Record<string, unknown>) => ({ key, ...rest }),
        }),
      }),
    },
  );
  race(
    'may have a function for a model',
    `A: create
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     B: hear     → inserted d3
     A shows     first 1, first 2, n1
     B shows     first 1, first 2, n1`,
    {
      extend: (Todo) => ({
        model: (attributes: object, options: object) => new Todo(attributes, options),
        modelId: ({ id }: { id?: string }) => id,
      }),
    },
  );
  race(
    'may accept some documents only: they enter and leave',
    `B: save 0
     B: serve
     A: hear     → filtered-out d1
     A shows     first 2
     B: save 0
     B: serve
     A: hear     → upserted-unknown d1
     A shows     first 2, n2`,
    { extend: () => ({ accepts: ({ a }: { a?: string }) => a !== 'n1' }) },
  );
  race(
    'may let go: nothing is heard, and nothing is left behind',
    `A: create
     B: create
     A: serve
     B: serve
     A disposes
     A: answer
     A shows     first 1, first 2, n1`,
  );
});
