import { describe, expect, it } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

const STORY = `
  load http://localhost:3000/
  added todos /api/todos
  request c1 create /api/todos crid=a
  http request h1 POST /api/todos crid=a
  received POST 7 seq=1 v=1 crid=a
  message POST 7 seq=1 v=1 crid=a
  decision held 7 waiting=["c1"]
  http response h1 201 ms=80
  response c1 create 201 id=7 ms=80
  decision matched-own-create 7 token=c1 heldMs=60
  received PUT 8 seq=2 v=3
  message PUT 8 seq=2 v=3
  decision merged 8
  http request h2 GET /api/todos
  http failed h2 abort ms=12
`;

function sessionOf(...stories: string[]) {
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  for (const story of stories) session.receive(batchOf(eventsOf(story)));
  return session;
}

/** The rows that a query finds, as `kind id`. */
function found(query: string, session = sessionOf(STORY)): string[] {
  expect(session.setFilter(query)).toBeUndefined();
  const { rows, trace } = session;
  return Array.from({ length: rows.length }, (_, n) => {
    const i = rows.at(n) ?? -1;
    return `${trace.kind(i)} ${trace.modelId(i)}`.trim();
  });
}

const all = found('');

describe('a filter', () => {
  it.each([
    ['a channel', 'channel:/api/todos seq:1', ['received 7']],
    ['a channel by a pattern', 'channel:/api/* v:3', ['received 8']],
    ['a decision that was made about a message', 'decision:held', ['received 7']],
    ['a decision by its first word', 'decision:matched* method:POST', ['received 7']],
    ['a method, in any case', 'method:put', ['received 8']],
    ['an id', 'id:8', ['received 8']],
    ['a number above another', 'latency:>70', ['request', 'response 7']],
    ['a number in a range', 'seq:2..9', ['received 8']],
    ['a class of status, also of an answer that is shown with its request', 'status:2xx', ['request', 'response 7']],
    ['a quality', 'is:error', ['request']],
    ['a presence', 'has:seq -id:7', ['received 8']],
    ['quoted text, with its spaces', '"not there at all"', []],
    ['text in what was told', 'milk method:PUT', ['received 8']],
    ['both of two', 'id:7 method:POST lane:message', ['received 7']],
    ['either of two', 'id:8 OR decision:held', ['received 7', 'received 8']],
    ['what parentheses bind', '(id:7 OR id:8) lane:message -seq:1', ['received 8']],
  ])('finds %s', (_, query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  it('finds what is wrong, and duplicates that were ignored as well as those that were made', () => {
    const session = sessionOf(`
      load http://localhost:3000/
      added todos /api/todos foreign=true
      request c1 create /api/todos
      message POST 7
      decision inserted 7 expected=held did=inserted inferred=true
      response c1 create 201 id=7
      decision duplicated 7 expected=absorbed-twin did=duplicated inferred=true
      message POST 8
      decision ignored-duplicate 8
      message POST 9
      decision gap-detected 9 expected=4
      message POST 10
      decision held 10 expected=held did=held inferred=true
      message POST 11
      decision held 11 expected=held inferred=true
      message POST 12
      decision ignored 12 expected=inserted did=ignored inferred=true
    `);
    expect(found('is:unsure', session)).toEqual(['message 12']);
    expect(found('is:wrong', session)).toEqual(['message 7', 'response 7', 'message 9']);
    expect(found('is:error', session)).toEqual(['message 7', 'response 7', 'message 9']);
    expect(found('is:duplicate', session)).toEqual(['response 7', 'message 8']);
  });

  it('finds what is unsure no longer when a later event withdraws it, also while the filter is on', () => {
    const before = `
      load http://localhost:3000/
      added todos /api/todos foreign=true changesSeen=true models=[] size=0
      message POST 7
      ended`;
    const session = sessionOf(before);
    const rows = () => found('is:unsure', session);
    expect(rows()).toEqual(['message 7']);
    session.receive(batchOf(eventsOf(`${before}\nchange add 7 input=0`)));
    expect(session.rows.length).toBe(0);
    expect(rows()).toEqual([]);
    expect(found('is:error', session)).toEqual([]);
  });

  it('asks a row for all that it shows: a held message for what ended its hold, and how long that took', () => {
    expect(found('method:POST decision:held latency:>50')).toEqual(['received 7']);
    expect(found('method:POST decision:held latency:>70')).toEqual([]);
  });

  it('finds a held message when its hold ends while the filter is on', () => {
    const session = sessionOf(STORY.split('  decision matched')[0] ?? '');
    expect(found('decision:held latency:>50', session)).toEqual([]);
    session.receive(batchOf(eventsOf(STORY)));
    const { rows, trace } = session;
    expect(rows.length === 1 && trace.modelId(rows.at(0) ?? -1)).toBe('7');
  });

  it('lets everything else through by a minus', () => {
    expect(found('-decision:held')).toEqual(all.filter((row) => row !== 'received 7'));
  });

  it('finds the last document, whichever that is by now', () => {
    const session = sessionOf(STORY);
    session.setPreserve(true);
    expect(found('load:last', session)).toEqual(all);
    session.receive(batchOf(eventsOf('load http://localhost:3000/other load=L2'), { load: 'L2' }));
    expect(found('load:last', session)).toEqual(['load']);
  });

  it('goes on with what comes, and lets go of a row that no longer matches', () => {
    const session = sessionOf(STORY.split('  decision merged')[0] ?? '');
    expect(found('-has:decision id:8', session)).toEqual(['received 8']);
    const events = eventsOf(STORY);
    session.receive(batchOf(events));
    expect(session.rows.length).toBe(0);
  });

  it('hides the rest or marks what matches', () => {
    const session = sessionOf(STORY);
    found('id:8', session);
    const { rows } = session;
    expect([rows.length, rows.matches.length, rows.matches.marked]).toEqual([1, 1, false]);
    session.setFilterMode('highlight');
    expect([rows.length, rows.matches.length, rows.matches.marked]).toEqual([all.length, 1, true]);
    expect(rows.matches.has(rows.matches.at(0) ?? -1)).toBe(true);
  });

  it('that cannot be read changes nothing', () => {
    const session = sessionOf(STORY);
    found('id:8', session);
    expect(session.setFilter('id:8 latency:>soon')).toBeDefined();
    expect(session.rows.length).toBe(1);
  });
});
