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
    detail: 'c12',
  });
  expect(summaryOf(todos.request(1, 'r1', 'read'))).toMatchObject({ title: '/api/todos', detail: 'r1' });
});

it.each([
  [201, 'ok 201'],
  [503, 'failed 503'],
  [0, 'failed no answer'],
])('tells a response of status %d as %s', (status, title) => {
  expect(summaryOf(todos.response(1, 'c12', 'create', status, 79.4))).toMatchObject({
    icon: 'response',
    title,
    detail: 'c12 · 79 ms',
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
