import { type Model, Schema } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { testConnection } from './database.ts';
import { serveResource } from './resource-server.ts';

const connection = testConnection('body-gives');

interface Body {
  _id: string;
  [field: string]: unknown;
}

let models = 0;
function nextName(): string {
  models += 1;
  return `Given${models}`;
}
function modelOf(schema: unknown): Model<unknown> {
  return connection.model(nextName(), schema as Schema) as unknown as Model<unknown>;
}

async function serve(model: Model<unknown>) {
  const server = await serveResource(model as never, {});
  /** What of a body was not written, as the answer says. */
  async function ignoredOf(method: string, path: string, body: object): Promise<string | null> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(server.origin + path, { method, headers, body: JSON.stringify(body) });
    await response.text();
    return response.headers.get('X-Live-Ignored');
  }
  return { ...server, ignoredOf };
}

describe('a resource over a base with discriminators', () => {
  it('makes, changes and shows each kind with its own fields, also one that is compiled later', async () => {
    const Base = connection.model(nextName(), new Schema({ name: String }, { discriminatorKey: 'kind' }));
    const server = await serve(Base as unknown as Model<unknown>);
    const kind = nextName();
    Base.discriminator(kind, new Schema({ url: String }));
    const posted = await server.request('POST', '/api/notes', { name: 'a', kind, url: '/a' });
    expect(posted).toMatchObject({ status: 201, json: { name: 'a', kind, url: '/a' } });
    const path = `/api/notes/${(posted.json as Body)._id}`;
    expect((await server.request('PATCH', path, { url: '/b' })).json).toMatchObject({ url: '/b' });
    expect((await server.request('PUT', path, { name: 'A', kind, url: '/c' })).json).toMatchObject({
      name: 'A',
      url: '/c',
    });
    expect((await server.request('PATCH', path, { kind: 'Other' })).json).toEqual({
      error: '"kind" cannot be changed.',
    });
    expect((await server.request('POST', '/api/notes', { kind: 'Other' })).json).toEqual({
      error: 'There is no "kind" "Other" here.',
    });
    expect((await server.request('GET', path)).json).toMatchObject({ name: 'A', kind, url: '/c', _v: 3 });
  });
});

describe('fields that no schema names', () => {
  it('are written and replaced with `strict: false`', async () => {
    const server = await serve(modelOf(new Schema({ title: String }, { strict: false })));
    const posted = await server.request('POST', '/api/notes', { title: 'a', x: 1, deep: { y: [2] } });
    expect(posted).toMatchObject({ status: 201, json: { title: 'a', x: 1, deep: { y: [2] } } });
    const { x: _, ...body } = posted.json as Body;
    const put = await server.request('PUT', `/api/notes/${body._id}`, { ...body, z: 3 });
    expect(put.json).toMatchObject({ title: 'a', deep: { y: [2] }, z: 3 });
    expect(put.json).not.toHaveProperty('x');
  });

  it('are refused with `strict: "throw"`, by their names', async () => {
    const server = await serve(modelOf(new Schema({ title: String }, { strict: 'throw' })));
    expect(await server.request('POST', '/api/notes', { title: 'a', x: 1 })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('`x`') },
    });
    const posted = await server.request('POST', '/api/notes', { title: 'a' });
    expect((await server.request('PUT', `/api/notes/${(posted.json as Body)._id}`, posted.json)).status).toBe(200);
  });

  it('are ignored else, and the answer says which', async () => {
    const schema = new Schema({ title: String, author: { name: String }, tags: [{ text: String }] });
    const server = await serve(modelOf(schema));
    const body = {
      title: 'a',
      _id: 'x',
      admin: true,
      author: { name: 'A', role: 'r' },
      tags: [{ text: 't', color: 'c' }],
    };
    expect(await server.ignoredOf('POST', '/api/notes', body)).toBe('_id,admin,author.role,tags.color');
    const [row] = (await server.request('GET', '/api/notes')).json as [Body];
    expect(await server.ignoredOf('PUT', `/api/notes/${row._id}`, row)).toBeNull();
    expect(await server.ignoredOf('PATCH', `/api/notes/${row._id}`, { selected: true })).toBe('selected');
  });
});

describe('what a body may say', () => {
  it('a field inside another, by its dotted path', async () => {
    const schema = new Schema({ author: { name: String, age: Number }, meta: Schema.Types.Mixed });
    const server = await serve(modelOf(schema));
    const posted = await server.request('POST', '/api/notes', { author: { name: 'a', age: 1 }, meta: { a: 1 } });
    const path = `/api/notes/${(posted.json as Body)._id}`;
    const patched = await server.request('PATCH', path, { 'author.name': 'b', 'meta.b': 2 });
    expect(patched.json).toMatchObject({ author: { name: 'b', age: 1 }, meta: { a: 1, b: 2 } });
    expect(await server.ignoredOf('PATCH', path, { 'author.role': 'r', 'x.y': 1 })).toBe('author.role,x.y');
    expect((await server.request('PATCH', path, { 'author.$set': 'b' })).status).toBe(400);
    expect((await server.request('PATCH', path, { 'meta.__proto__.x': 'b' })).status).toBe(400);
    expect(await server.ignoredOf('PATCH', path, { '_v.x': 1 })).toBe('_v.x');
  });

  it('a field called id', async () => {
    const server = await serve(modelOf(new Schema({ id: Number, title: String })));
    expect((await server.request('POST', '/api/notes', { id: 7, title: 'a' })).json).toMatchObject({ id: 7 });
  });

  it.each([
    ['String', { type: String, required: true }, 'x-1', 'x-2'],
    ['Number', { type: Number }, 7, 8],
    [
      'UUID',
      { type: Schema.Types.UUID },
      '0b5a5a0e-3c3f-4d5e-9f0a-111111111111',
      '0b5a5a0e-3c3f-4d5e-9f0a-222222222222',
    ],
  ])('the id, where it is a %s: by POST, and by the first PUT', async (_type, _id, one, two) => {
    const server = await serve(modelOf(new Schema({ _id, title: String } as never)));
    expect(await server.request('POST', '/api/notes', { _id: one, title: 'a' })).toMatchObject({
      status: 201,
      json: { _id: one },
    });
    expect((await server.request('POST', '/api/notes', { _id: one, title: 'b' })).status).toBe(409);
    expect((await server.request('POST', '/api/notes', { title: 'b' })).json).toEqual({ error: '"_id" is required.' });
    const first = await server.request('PUT', `/api/notes/${two}`, { _id: two, title: 'c' });
    expect(first).toMatchObject({ status: 201, json: { _id: two, title: 'c', _v: 1 } });
    expect(await server.request('PUT', `/api/notes/${two}`, { _id: two, title: 'd' })).toMatchObject({
      status: 200,
      json: { _v: 2 },
    });
    await server.request('DELETE', `/api/notes/${two}`);
    // It was read, so it is not new: it is gone.
    expect((await server.request('PUT', `/api/notes/${two}`, { _id: two, title: 'e', _v: 2 })).status).toBe(404);
  });

  it('decimals and big integers, there and back', async () => {
    const server = await serve(modelOf(new Schema({ price: Schema.Types.Decimal128, big: BigInt, title: String })));
    const values = { price: '1.50', big: '9007199254740993' };
    const posted = await server.request('POST', '/api/notes', values);
    expect(posted).toMatchObject({ status: 201, json: values });
    const path = `/api/notes/${(posted.json as Body)._id}`;
    const list = (await server.request('GET', '/api/notes')).json as [Body];
    const put = await server.request('PUT', path, { ...list[0], title: 'a' });
    expect(put).toMatchObject({ status: 200, json: { ...values, title: 'a' } });
    expect((await server.request('PATCH', path, { price: { $numberDecimal: '2.5' } })).json).toMatchObject({
      price: '2.5',
    });
  });
});

describe('faults of others', () => {
  it.each([
    ['a status and a message', Object.assign(new Error('Not on Sundays.'), { status: 422 }), 422, 'Not on Sundays.'],
    ['a statusCode', Object.assign(new Error('Closed.'), { statusCode: 403 }), 403, 'Closed.'],
    [
      'a server’s status',
      Object.assign(new Error('disk sda1'), { status: 503 }),
      503,
      'The server failed to serve this request.',
    ],
    ['no status', new Error('secret'), 500, 'The server failed to serve this request.'],
    [
      'a status that is none',
      Object.assign(new Error('x'), { status: 200 }),
      500,
      'The server failed to serve this request.',
    ],
  ])('of a hook keep %s', async (_what, fault, status, error) => {
    const schema = new Schema({ title: String });
    schema.pre('save', () => {
      throw fault;
    });
    const server = await serve(modelOf(schema));
    expect(await server.request('POST', '/api/notes', { title: 'a' })).toMatchObject({ status, json: { error } });
    expect(server.errors).toHaveLength(status === 500 ? 1 : 0);
  });

  it('are a conflict where Mongoose finds that a document was changed', async () => {
    const schema = new Schema({ title: String }, { optimisticConcurrency: true });
    let meanwhile = async () => {};
    schema.pre('save', () => meanwhile());
    const Note = modelOf(schema);
    const server = await serve(Note);
    const posted = await server.request('POST', '/api/notes', { title: 'a' });
    meanwhile = async () => {
      await Note.updateOne({}, { $inc: { __v: 1 } } as never);
    };
    expect((await server.request('PATCH', `/api/notes/${(posted.json as Body)._id}`, { title: 'b' })).status).toBe(409);
    expect(server.errors).toEqual([]);
  });
});

describe('a write based on an older version', () => {
  async function twice() {
    const Note = modelOf(new Schema({ title: String, secret: { type: String, select: false } }));
    const server = await serve(Note);
    const named = (crid: string) => ({ 'X-Live-Request-Id': crid });
    const { json } = await server.request('POST', '/api/notes', { title: 'a', secret: 's' }, named('me-1'));
    const path = `/api/notes/${(json as Body)._id}`;
    await server.request('PATCH', path, { title: 'b' }, named('other-1'));
    return { ...server, Note, named, path, old: json as Body };
  }

  it.each(['PUT', 'PATCH'])('is 409 with the document as it is shown: %s with _v', async (method) => {
    const { request, old, path } = await twice();
    const answer = await request(method, path, { ...old, title: 'c' });
    expect(answer).toMatchObject({ status: 409, json: { current: { title: 'b', _v: 2 } } });
    expect(JSON.stringify(answer.json)).not.toContain('"s"');
    expect((await request(method, path, { title: 'c', _v: 2 })).status).toBe(200);
    expect((await request(method, path, { title: 'd' })).status).toBe(200);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('is 409: %s with If-Match', async (method) => {
    const { request, path } = await twice();
    const body = method === 'DELETE' ? undefined : { title: 'c' };
    const ask = (tag: string) => request(method, path, body, { 'if-match': tag });
    expect(await ask('"1"')).toMatchObject({ status: 409, json: { current: { title: 'b' } } });
    expect(await ask('"2"')).toMatchObject({ status: 200 });
    if (method !== 'DELETE') expect(await ask('*')).toMatchObject({ status: 200 });
  });

  it('is done where only the same page has written since: it saved twice in a row', async () => {
    const { request, path, named } = await twice();
    const both = await Promise.all([
      request('PUT', path, { title: 'c', _v: 2 }, named('me-2')),
      request('PUT', path, { title: 'd', _v: 2 }, named('me-3')),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await request('PUT', path, { title: 'e', _v: 2 }, named('other-2'))).status).toBe(409);
  });

  it('is 409 for all but one of those who write at once', async () => {
    const { request, path } = await twice();
    const all = await Promise.all(['c', 'd', 'e', 'f'].map((title) => request('PUT', path, { title, _v: 2 })));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  it('is 409 where the database was written to between reading and saving', async () => {
    const schema = new Schema({ title: String });
    let meanwhile = async () => {};
    schema.pre('save', () => meanwhile());
    const Note = modelOf(schema);
    const { request } = await serve(Note);
    const { json } = await request('POST', '/api/notes', { title: 'a' });
    meanwhile = async () => {
      await Note.updateOne({}, { title: 'theirs' } as never);
    };
    const answer = await request('PUT', `/api/notes/${(json as Body)._id}`, { title: 'mine', _v: 1 });
    expect(answer).toMatchObject({ status: 409, json: { current: { title: 'theirs', _v: 2 } } });
  });
});
