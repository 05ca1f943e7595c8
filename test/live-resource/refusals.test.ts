import { describe, expect, it } from 'vitest';
import { type DevServer, startDevServer } from '../integration/dev-server.ts';

const UNKNOWN = '/api/todos/0123456789abcdef01234567';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Refusal {
  name: string;
  status: number;
  error: RegExp;
  request: [method: string, path: string, body?: unknown, headers?: Record<string, string>];
}

const REFUSALS: Refusal[] = [
  { name: 'an unknown id', status: 404, error: /no document/, request: ['GET', UNKNOWN] },
  { name: 'an update of an unknown id', status: 404, error: /no document/, request: ['PUT', UNKNOWN, { title: 'a' }] },
  { name: 'a delete of an unknown id', status: 404, error: /no document/, request: ['DELETE', UNKNOWN] },
  { name: 'a malformed id', status: 404, error: /no document/, request: ['GET', '/api/todos/7'] },
  { name: 'an id not encoded properly', status: 400, error: /URL/, request: ['GET', '/api/todos/%E0%A4%A'] },
  { name: 'another path', status: 404, error: /nothing at/, request: ['GET', '/api/other'] },
  { name: 'a method that is not there', status: 405, error: /DELETE/, request: ['DELETE', '/api/todos'] },
  { name: 'malformed JSON', status: 400, error: /JSON/, request: ['POST', '/api/todos', '{"title":', JSON_TYPE] },
  { name: 'a body that is an array', status: 400, error: /object/, request: ['POST', '/api/todos', [{ title: 'a' }]] },
  { name: 'a body that is a string', status: 400, error: /JSON/, request: ['POST', '/api/todos', '"a"', JSON_TYPE] },
  { name: 'no title', status: 422, error: /needs a title/, request: ['POST', '/api/todos', {}] },
  { name: 'a blank title', status: 422, error: /needs a title/, request: ['POST', '/api/todos', { title: '  ' }] },
  { name: 'a long title', status: 422, error: /500/, request: ['POST', '/api/todos', { title: 'a'.repeat(501) }] },
  { name: 'a title of the wrong type', status: 422, error: /title/, request: ['POST', '/api/todos', { title: {} }] },
  {
    name: 'a completed of the wrong type',
    status: 422,
    error: /"completed" must be/,
    request: ['POST', '/api/todos', { title: 'a', completed: 'perhaps' }],
  },
  {
    name: 'a body that is too large',
    status: 413,
    error: /too large/,
    request: ['POST', '/api/todos', { title: 'a'.repeat(200_000) }],
  },
  {
    name: 'another content type',
    status: 415,
    error: /application\/json/,
    request: ['POST', '/api/todos', 'title=a', { 'content-type': 'application/x-www-form-urlencoded' }],
  },
  { name: 'an operator', status: 400, error: /"\$gt"/, request: ['POST', '/api/todos', { title: { $gt: '' } }] },
  { name: 'a top-level operator', status: 400, error: /"\$set"/, request: ['POST', '/api/todos', { $set: {} }] },
  {
    name: 'a prototype key',
    status: 400,
    error: /"__proto__"/,
    request: ['POST', '/api/todos', '{"title":"a","__proto__":{"completed":true}}', JSON_TYPE],
  },
  {
    name: 'a body nested very deep',
    status: 400,
    error: /levels/,
    request: ['POST', '/api/todos', `{"title":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, JSON_TYPE],
  },
  {
    name: 'a request id that is too long',
    status: 400,
    error: /X-Live-Request-Id/,
    request: ['POST', '/api/todos', { title: 'a' }, { 'X-Live-Request-Id': 'a'.repeat(129) }],
  },
  {
    name: 'a request id that is not ASCII',
    status: 400,
    error: /X-Live-Request-Id/,
    request: ['POST', '/api/todos', { title: 'a' }, { 'X-Live-Request-Id': 'é' }],
  },
];

describe('what cannot be served', () => {
  it.each(REFUSALS)('$name is $status, one sentence, and the server goes on', async ({ status, error, request }) => {
    const failures: unknown[] = [];
    const server = await startDevServer({ onError: (failure) => failures.push(failure) });
    const answer = await server.request(...request);

    expect(answer.status).toBe(status);
    expect(Object.keys(answer.json as object)).toEqual(['error']);
    expect((answer.json as { error: string }).error).toMatch(error);
    expect((answer.json as { error: string }).error).toMatch(/^[^\n]+\.$/);
    expect(failures).toEqual([]);
    await expectAlive(server);
  });
});

describe('what a client may write', () => {
  it('ignores ids, versions and fields that the schema has not', async () => {
    const server = await startDevServer();
    const { json } = await server.request('POST', '/api/todos', { title: 'a', _id: 'x', _v: 9, __v: 9, admin: true });
    expect(Object.keys(json as object).sort()).toEqual(['_id', '_v', 'completed', 'order', 'title']);
    expect(json).toMatchObject({ title: 'a', _v: 1 });
    expect(json).not.toMatchObject({ _id: 'x' });
  });

  it('replaces all with PUT: what the body lacks goes back to its default', async () => {
    const server = await startDevServer();
    const { json } = await server.request('POST', '/api/todos', { title: 'a', completed: true, order: 7 });
    const path = `/api/todos/${(json as { _id: string })._id}`;
    const put = await server.request('PUT', path, { title: 'b', order: 7 });
    expect(put.json).toMatchObject({ title: 'b', completed: false, order: 7, _v: 2 });
    expect((await server.request('PUT', path, { completed: true })).status).toBe(422);
    expect((await server.request('GET', path)).json).toEqual(put.json);
  });

  it('stores hostile text as it is', async () => {
    const server = await startDevServer();
    const title = `<img src=x onerror=alert(1)>"'&\u2028\ud83d\ude00`;
    const { json } = await server.request('POST', '/api/todos', { title });
    expect(json).toMatchObject({ title });
    expect((await server.request('GET', '/api/todos')).json).toEqual([json]);
  });
});

async function expectAlive(server: DevServer): Promise<void> {
  expect(await server.request('GET', '/api/todos')).toMatchObject({ status: 200, json: [] });
}
