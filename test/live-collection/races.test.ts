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
    'that fails puts back the last body the server reported',
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

describe('a server that goes back', () => {
  for (const [how, deed, decided] of [
    ['to an older version', 'go back', 'resynced'],
    ['to a document without a version', 'lose version', 'resynced, merged d1'],
    ['past its own counting', 'write past', 'resynced'],
  ]) {
    race(
      `${how} is believed by a list that is no older than what is known`,
      `B: save
       B: serve
       B: save
       B: serve
       A: hear     → merged d1
       A: hear     → merged d1
       A: ${deed} 0
       A: fetch
       A: serve
       A: answer   → ${decided}
       A shows     n3, first 2`,
    );
    race(
      `${how} is believed by the answer to an own save`,
      `B: save
       B: serve
       B: save
       B: serve
       A: hear     → merged d1
       A: hear     → merged d1
       A: ${deed} 0
       A: save
       A: serve
       A: answer   → merged d1
       A shows     n4, first 2
       A: hear     → ignored-duplicate d1`,
    );
  }
  race(
    'makes a message with a newer number and an older version ask the server',
    `B: save
     B: serve
     B: save
     B: serve
     A: hear     → merged d1
     A: hear     → merged d1
     A: go back 0
     B: save
     B: serve
     A: hear     → ignored-stale d1
     A shows     n2, first 2
     A: serve
     A: answer   → resynced
     A shows     n4, first 2`,
  );
});

describe('a delete whose answer is an error although the server did it', () => {
  race(
    'is not undone when a list has come without the document',
    `A: destroy
     A: serve
     A: reconnect
     A: serve
     A: answer 1  → resynced
     A: lose answer 0  → removed-by-snapshot d1
     A: hear      → ignored-duplicate d1
     A shows      first 2`,
  );
  race(
    'is undone when the list has it: the server was asked first',
    `A: destroy
     A: reconnect
     A: serve 1
     A: answer    → resynced, ignored-pending-delete d1
     A: fail      → restored-after-failed-delete d1
     A shows      first 1, first 2`,
  );
});

describe('one draft saved twice', () => {
  race(
    'becomes the document of the first answer; the other is a document of its own',
    `A: create
     A: save draft again
     A: serve
     A: serve
     A: answer    → matched-own-create d3
     A: answer    → inserted-beside d4, merged d3
     A shows      first 1, first 2, n1, n2`,
  );
  race(
    'is not bound again by the event of the request that hangs',
    `A: create
     A: save draft again
     A: serve 0
     A: serve 0
     A: answer 1  → matched-own-create d4
     A: hear      → inserted d3
     A: hear      → ignored-duplicate d4
     A: answer    → inserted-beside d3, merged d4
     A shows      first 1, first 2, n2, n1`,
  );
});

describe('a request that writes several documents', () => {
  race(
    'makes the model that which the answer says, whichever message came first',
    `A: create
     A: serve
     A: hear      → matched-own-create d5
     A: hear      → inserted d6
     A: answer    → absorbed-twin d6, matched-own-create d6, inserted-beside d5
     A shows      log of first 1, first 1, log of first 2, first 2, n1, log of n1`,
    { hook: 'before', namesAll: true },
  );
  race(
    'leaves alone what its messages name no request for',
    `A: create
     A: serve
     A: hear      → held d5
     A: hear      → matched-own-create d6
     A: answer    → ignored-duplicate d6, inserted-after-hold d5
     A shows      log of first 1, first 1, log of first 2, first 2, n1, log of n1`,
    { hook: 'before' },
  );
});

describe('a new session', () => {
  race(
    'may count from 0 before the first subscription stands',
    `A: serve
     A: answer     → resynced
     A: restart unseen
     A: take up
     A: acknowledge
     B: create
     A: serve 0
     A: answer     → resynced
     A shows       first 1, first 2`,
    { isEarly: true },
  );
  race(
    'does not let the older of its two lists overrule the newer',
    `A: renew
     A: take up
     A: acknowledge
     A: serve
     B: destroy
     B: serve
     A: hear       → removed d1
     A: fetch
     A: serve 0
     A: answer 1   → resynced
     A: answer 0   → ignored-stale
     A shows       first 2`,
  );
  race(
    'keeps what it told against the list of an earlier one',
    `A: fetch
     A: serve
     A: renew
     A: take up
     A: acknowledge
     B: save
     B: serve
     A: hear       → merged d1
     A: answer     → resynced, kept-over-snapshot d1
     A shows       n1, first 2`,
  );
});

describe('a document that comes back', () => {
  race(
    'is news by a POST after a DELETE, on a channel of 2013 that keeps its order',
    `A: leave 0
     A: enter 0
     A: hear       → removed d1
     A: hear       → inserted d1
     A shows       first 2, first 1`,
    BARE,
  );
  race(
    'of an own delete is for the server to tell there: the POST may be older than the answer',
    `A: destroy
     A: serve
     A: answer     → tombstoned d1
     A: enter 0
     A: hear       → ignored-tombstoned d1
     A: hear       → ignored-tombstoned d1
     A: serve
     A: answer     → resynced
     A shows       first 2, first 1`,
    BARE,
  );
  race(
    'lives again while an own delete is pending, also when it is updated before the answer: the server is asked',
    `A: destroy
     B: save
     A: serve
     A: enter 0
     B: serve
     A: hear       → tombstoned d1
     A: hear       → ignored-pending-delete d1
     A: hear       → ignored-pending-delete d1
     A: answer     → tombstoned d1
     A: serve
     A: answer     → resynced
     A shows       first 2, n1`,
    BARE,
  );
  race(
    'is not revived by a create that is numbered later and is older',
    `B: delay
     B: create
     B: serve
     B: answer     → matched-own-create d3
     B: destroy 2
     B: serve
     A: hear       → tombstoned d3
     A: catch up
     A: hear       → ignored-tombstoned d3
     A: serve
     A: answer     → resynced
     A shows       first 1, first 2`,
  );
  race(
    'while its own delete is pending is shown when the answer says that it was older',
    `A: destroy
     A: serve
     A: enter 0
     A: hear       → tombstoned d1
     A: hear       → ignored-pending-delete d1
     A: answer     → inserted d1
     A shows       first 2, first 1`,
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
