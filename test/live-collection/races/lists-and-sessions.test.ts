/** The catalogue of races: fetched lists, lost messages, and servers that go back or start over. */
import { describe } from 'vitest';
import { race } from './race-language.ts';

const BARE = { isBare: true };

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
