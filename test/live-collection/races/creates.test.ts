/** The catalogue of races: own and foreign creates, what is decided on them, and what the windows show in the end. */
import { describe } from 'vitest';
import { race } from './race-language.ts';

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
