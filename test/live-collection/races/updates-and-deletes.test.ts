/** The catalogue of races: updates, deletes, and documents that come back. */
import { describe } from 'vitest';
import { race } from './race-language.ts';

const BARE = { isBare: true };

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
