import { describe, expect, it } from 'vitest';
import { nearQueries } from '../../../extension/core/query/near-queries.ts';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
session.receive(
  batchOf(
    eventsOf(`
      load http://localhost:3000/
      added todos /api/todos foreign=true
      message POST 7
      decision inserted 7 expected=held did=inserted inferred=true
      message PUT 8
      decision merged 8
    `),
  ),
);

describe('a query that found nothing', () => {
  it.each([
    ['another quality that some have', 'is:duplicate', ['is:wrong', 'is:error', 'is:inferred']],
    ['a name that contains what was asked', 'channel:todos', ['channel:*todos*']],
    ['the same with a word less', 'method:PUT id:7', ['id:7', 'method:PUT']],
    ['words in quotes as one word', '"no such text" method:PUT', ['method:PUT']],
    ['nothing, where nothing near finds anything', 'method:PATCH', []],
    ['nothing, where a word less is another question', 'id:5 OR id:6', []],
    ['nothing, where every event matches', '', []],
  ])('is offered %s', (_, query, expected) => {
    expect(nearQueries(query, session.trace, session.ledger, session.changedBy)).toEqual(expected);
  });
});
