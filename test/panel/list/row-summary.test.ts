import { expect, it } from 'vitest';
import { rowSummary } from '../../../extension/panel/list/row-summary.ts';
import { story, todos } from '../story.ts';

function summaryOf(report: Parameters<ReturnType<typeof story>['tell']>[1]) {
  const [event] = story().tell(0, report).events;
  if (!event) throw new Error('a story without an event');
  return rowSummary(event);
}

it('tells what a message writes, the text first, without the id that has a column', () => {
  const message = {
    method: 'PUT',
    body: { _id: '7', completed: true, title: 'Buy milk', _v: 2 },
    id: '7',
    seq: 4,
    v: 2,
  };
  expect(summaryOf(todos.message(1, message))).toEqual({
    lane: 'message',
    icon: 'message',
    title: '{title: "Buy milk", completed: true}',
    detail: 'seq 4 · v 2',
  });
});

it('tells a request by what it sends, or by where it goes', () => {
  expect(summaryOf(todos.request(1, 'c12', 'create', { attributes: { title: 'Milk' } }))).toMatchObject({
    title: '{title: "Milk"}',
    detail: '#12',
  });
  expect(summaryOf(todos.request(1, 'r1', 'read'))).toMatchObject({ title: '/api/todos', detail: '#1' });
});

it.each([
  [201, 'ok 201'],
  [503, 'failed 503'],
  [0, 'failed no answer'],
])('tells a response of status %d as %s', (status, title) => {
  expect(summaryOf(todos.response(1, 'c12', 'create', status, 79.4))).toMatchObject({
    icon: 'response',
    title,
    detail: '#12 · 79 ms',
  });
});

it('reads a message of any shape', () => {
  expect(summaryOf(todos.message(1, { method: 'POST', body: 'text' })).title).toBe('"text"');
  expect(summaryOf(todos.received({ nothing: true })).title).toBe('received');
});

it('previews the data of a message that is no write, and its position in a stream', () => {
  const data = { i: 1, text: 'hello 1' };
  expect(summaryOf(todos.received({ channel: '/other', data }))).toMatchObject({
    lane: 'message',
    title: '{i: 1, text: "hello 1"}',
    detail: '',
  });
  expect(summaryOf(todos.received({ channel: '/other', data: 'plain' })).title).toBe('"plain"');
  expect(summaryOf(todos.sent({ channel: '/other', data }))).toMatchObject({
    title: '{i: 1, text: "hello 1"}',
    detail: 'publish',
  });
  const salesforce = { event: { replayId: 17 }, payload: { Name: 'Acme' } };
  expect(summaryOf(todos.received({ channel: '/event/Order__e', data: salesforce })).detail).toBe('replayId 17');
  expect(summaryOf(todos.received({ channel: '/a', data, ext: { replay: 4 } })).detail).toBe('replayId 4');
});

it.each([
  ['12n', { path: '/n', was: '12n' }, '{n: 12n}'],
  [null, { path: '/n', was: 'NaN' }, '{n: NaN}'],
  [undefined, { path: '/n', is: 'undefined' }, '{n: undefined}'],
])('shows what was no JSON as what it was, in every row: %j', (n, { path, ...mark }, title) => {
  const told = (report: ReturnType<typeof todos.message>, at: string) =>
    summaryOf({ ...report, marks: [{ path: `${at}${path}`, ...mark }] } as never);
  const document = n === undefined ? {} : { n };
  const change = { layer: 'collection', kind: 'change', source: 's1', input: 0, op: 'change', cid: 'c1' } as const;
  expect(told(todos.request(1, 'c1', 'create', { attributes: document }), '/attributes').title).toBe(title);
  expect(told({ ...change, attributes: document }, '/attributes').detail).toBe(title);
  expect(told(todos.message(1, { method: 'PUT', body: document }), '/message/body').title).toBe(title);
  expect(told(todos.message(1, document), '/message').title).toBe(title);
  const data = { method: 'PUT', body: document };
  expect(told(todos.received({ channel: '/a', data }), '/message/data/body').title).toBe(title);
  expect(told(todos.received({ channel: '/a', data: document }), '/message/data').title).toBe(title);
});
