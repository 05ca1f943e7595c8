import { Schema } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { memorySequence } from '../../devserver/live-resource/index.ts';
import { subscribe } from '../integration/subscriber.ts';
import { testConnection } from './database.ts';
import { handshake, longPolling, websocket } from './raw-bayeux.ts';
import { empty, type ResourceServer, serveResource } from './resource-server.ts';

const connection = testConnection('resource');
const Note = connection.model('Note', new Schema({ text: String, secret: String, listId: String, year: Number }));
beforeEach(() => empty(connection, 'notes'));

const LISTS = '/api/lists/:listId/notes';

/** Two lists, heard both. */
async function twoLists() {
  const server = await serveResource(Note, { path: LISTS });
  const [one, two] = await Promise.all([
    subscribe(server.origin, '/api/lists/1/notes'),
    subscribe(server.origin, '/api/lists/2/notes'),
  ]);
  return { server, one, two };
}

function idOf(json: unknown): string {
  return (json as { _id: string })._id;
}

describe('partitions', () => {
  it('have a channel, a list and a seq each', async () => {
    const { server, one, two } = await twoLists();
    await server.request('POST', '/api/lists/1/notes', { text: 'a' });
    const b = await server.request('POST', '/api/lists/2/notes', { text: 'b', listId: '1' });
    await server.request('POST', '/api/lists/2/notes', { text: 'c' });
    expect(b.json).toMatchObject({ text: 'b', listId: '2' });
    expect((await one.messages(1)).map(({ body }) => body.text)).toEqual(['a']);
    const [first, second] = await two.messages(2);
    expect([first?.body.text, second?.body.text, (second?.seq ?? 0) - (first?.seq ?? 0)]).toEqual(['b', 'c', 1]);
    expect((await server.request('GET', '/api/lists/2/notes')).json).toMatchObject([{ text: 'b' }, { text: 'c' }]);
    expect((await server.request('GET', `/api/lists/1/notes/${idOf(b.json)}`)).status).toBe(404);
    expect((await server.request('DELETE', `/api/lists/1/notes/${idOf(b.json)}`)).status).toBe(404);
  });

  it.each<[string, (id: string, server: ResourceServer) => Promise<unknown>]>([
    ['PATCH', (id, server) => server.request('PATCH', `/api/lists/1/notes/${id}`, { listId: '2' })],
    ['PUT', (id, server) => server.request('PUT', `/api/lists/1/notes/${id}`, { text: 'a', listId: '2' })],
    ['updateMany', () => Note.updateMany({}, { listId: '2' })],
    ['findOneAndUpdate', () => Note.findOneAndUpdate({}, { listId: '2' }, { returnDocument: 'after' })],
    ['bulkWrite', () => Note.bulkWrite([{ updateOne: { filter: {}, update: { listId: '2' } } }])],
  ])('are left with a DELETE and entered with a POST, by %s', async (_path, move) => {
    const { server, one, two } = await twoLists();
    const id = idOf((await server.request('POST', '/api/lists/1/notes', { text: 'a' })).json);
    await move(id, server);
    expect((await one.messages(2))[1]).toMatchObject({ method: 'DELETE', id, v: 2, body: { _id: id } });
    expect((await two.messages(1))[0]).toMatchObject({ method: 'POST', id, v: 2, body: { text: 'a', listId: '2' } });
  });

  it('keep a document that PUT does not speak of moving', async () => {
    const { server, one } = await twoLists();
    const id = idOf((await server.request('POST', '/api/lists/1/notes', { text: 'a' })).json);
    const put = await server.request('PUT', `/api/lists/1/notes/${id}`, { text: 'b' });
    expect(put).toMatchObject({ status: 200, json: { text: 'b', listId: '1' } });
    expect((await one.messages(2))[1]).toMatchObject({ method: 'PUT', v: 2 });
  });

  it('can be a function of the document', async () => {
    const server = await serveResource(Note, {
      path: '/api/years/:decade/notes',
      partition: (note) => (typeof note.year === 'number' ? { decade: `${Math.floor(note.year / 10)}0s` } : undefined),
      where: ({ decade = '' }) => ({
        year: { $gte: Number.parseInt(decade, 10), $lt: Number.parseInt(decade, 10) + 10 },
      }),
    });
    const nineties = await subscribe(server.origin, '/api/years/1990s/notes');
    await Note.create([{ text: 'none' }, { text: 'a', year: 1994 }, { text: 'b', year: 2004 }], { ordered: true });
    await Note.updateOne({ text: 'b' }, { year: 1999 });
    expect((await nineties.messages(2)).map(({ method, body }) => [method, body.text])).toEqual([
      ['POST', 'a'],
      ['POST', 'b'],
    ]);
    expect((await server.request('GET', '/api/years/1990s/notes')).json).toHaveLength(2);
    expect((await server.request('GET', '/api/years/2000s/notes')).json).toEqual([]);
  });
});

describe('transform', () => {
  it('changes all that goes out, and never the version', async () => {
    const server = await serveResource(Note, {
      transform: ({ secret: _, _v, ...body }, note) => ({ ...body, loud: note.text?.toUpperCase() }),
    });
    const heard = await subscribe(server.origin, '/api/notes');
    const posted = await server.request('POST', '/api/notes', { text: 'a', secret: 's' });
    const [message] = await heard.messages(1);
    const expected = { _id: idOf(posted.json), _v: 1, text: 'a', loud: 'A' };
    expect([posted.json, message?.body]).toEqual([expected, expected]);
    expect((await server.request('GET', '/api/notes')).json).toEqual([expected]);
    expect((await server.request('GET', `/api/notes/${expected._id}`)).json).toEqual(expected);
    expect(JSON.stringify(await snapshotOf(server))).not.toContain('"s"');
  });
});

describe('publishing that fails', () => {
  it('fails no write; it is reported and counted, and the next one is published', async () => {
    const numbers = memorySequence(0);
    let broken = true;
    const server = await serveResource(Note, {
      sequence: {
        current: numbers.current,
        next: async (channel) => {
          if (broken) throw new Error('The counter is gone.');
          return numbers.next(channel);
        },
      },
    });
    const heard = await subscribe(server.origin, '/api/notes');
    expect(await server.request('POST', '/api/notes', { text: 'a' })).toMatchObject({ status: 201, seq: undefined });
    expect([server.errors.length, server.live.failures.count]).toEqual([1, 1]);
    broken = false;
    await server.request('POST', '/api/notes', { text: 'b' });
    expect(await heard.messages(1)).toMatchObject([{ seq: 1, body: { text: 'b' } }]);
    expect(await Note.distinct('text')).toEqual(['a', 'b']);
  });
});

describe('a POST repeated under its X-Live-Request-Id', () => {
  const named = { 'X-Live-Request-Id': 'one' };

  it('is done once, and answered as the first time', async () => {
    const server = await serveResource(Note, {});
    const first = await server.request('POST', '/api/notes', { text: 'a' }, named);
    await Note.updateOne({}, { text: 'b' });
    expect(await server.request('POST', '/api/notes', { text: 'a' }, named)).toEqual(first);
    expect(await Note.countDocuments()).toBe(1);
  });

  it('waits for the first one where that still runs', async () => {
    const server = await serveResource(Note, {});
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => server.request('POST', '/api/notes', { text: 'a' }, named)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await Note.countDocuments()).toBe(1);
  });

  it('is 409 with another body, and another request on another channel', async () => {
    const server = await serveResource(Note, { path: LISTS });
    const post = (list: number, text: string) => server.request('POST', `/api/lists/${list}/notes`, { text }, named);
    expect((await post(1, 'a')).status).toBe(201);
    expect(await post(1, 'b')).toMatchObject({ status: 409, json: { error: expect.stringContaining('another body') } });
    expect((await post(2, 'b')).status).toBe(201);
  });

  it('is done again after a failure, and after its window', async () => {
    const server = await serveResource(Note, { idempotency: { entries: 1 } });
    expect((await server.request('POST', '/api/notes', { year: 'x' }, named)).status).toBe(422);
    expect((await server.request('POST', '/api/notes', { year: 1990 }, named)).status).toBe(201);
    // One entry is all there is room for.
    await server.request('POST', '/api/notes', { text: 'b' }, { 'X-Live-Request-Id': 'two' });
    await server.request('POST', '/api/notes', { text: 'c' }, { 'X-Live-Request-Id': 'three' });
    expect((await server.request('POST', '/api/notes', { year: 1990 }, named)).status).toBe(201);
    expect(await Note.countDocuments({ year: 1990 })).toBe(2);
  });
});

async function snapshotOf(server: ResourceServer, open: typeof longPolling | typeof websocket = longPolling) {
  const bayeux = await open(server.origin);
  const clientId = await handshake(bayeux);
  const subscribing = { channel: '/meta/subscribe', clientId, subscription: '/api/notes', ext: { snapshot: true } };
  const [reply] = await bayeux.ask([{ ...subscribing, id: '7' }]);
  return (reply?.ext as { snapshot?: unknown } | undefined)?.snapshot;
}

describe('a snapshot on subscribe', () => {
  it.each([
    ['long-polling', longPolling],
    ['websocket', websocket],
  ])('comes with the reply, and only where it was asked for: %s', async (_name, open) => {
    const server = await serveResource(Note, {});
    const { json, seq } = await server.request('POST', '/api/notes', { text: 'a' });
    expect(await snapshotOf(server, open)).toEqual({ seq, rows: [json] });
    const bayeux = await open(server.origin);
    const clientId = await handshake(bayeux);
    const [reply] = await bayeux.ask([{ channel: '/meta/subscribe', clientId, subscription: '/api/notes' }]);
    expect(reply).not.toHaveProperty('ext');
  });

  it('misses nothing: what its rows lack comes as a message with a higher seq', async () => {
    const server = await serveResource(Note, {});
    const writing = Promise.all(
      Array.from({ length: 60 }, (_, index) => server.request('POST', '/api/notes', { text: `note ${index}` })),
    );
    const bayeux = await websocket(server.origin);
    const clientId = await handshake(bayeux);
    const heard = await subscribe(server.origin, '/api/notes');
    const subscribing = { channel: '/meta/subscribe', clientId, subscription: '/api/notes', ext: { snapshot: true } };
    const replies = await bayeux.ask([subscribing]);
    const reply = replies.find(({ channel }) => channel === '/meta/subscribe');
    const answers = await writing;
    if (!reply) throw new Error('The subscription was not answered.');
    const { snapshot } = reply.ext as { snapshot: { seq: number; rows: unknown[] } };
    const { seq, rows } = snapshot;
    const ids = rows.map(idOf);
    const earlier = answers.filter((answer) => (answer.seq ?? 0) <= seq).map(({ json }) => idOf(json));
    expect(ids).toEqual(expect.arrayContaining(earlier));
    expect(heard.heard.every((message) => message.seq <= seq || !ids.includes(message.id) || message.v === 1)).toBe(
      true,
    );
  });

  it('is refused where there are more rows than allowed, or more channels than one', async () => {
    const server = await serveResource(Note, { snapshotLimit: 1 });
    await Note.create([{ text: 'a' }, { text: 'b' }]);
    expect(await snapshotOf(server)).toEqual({ error: '413:/api/notes:More than 1 rows' });
    const bayeux = longPolling(server.origin);
    const clientId = await handshake(bayeux);
    const subscription = ['/api/notes', '/chat'];
    const [reply] = await bayeux.ask([{ channel: '/meta/subscribe', clientId, subscription, ext: { snapshot: true } }]);
    expect(reply).toMatchObject({ successful: true, ext: { snapshot: { error: expect.stringMatching(/^400:/) } } });
  });
});

describe('close', () => {
  it('ends the publishing and the guarding', async () => {
    const server = await serveResource(Note, {});
    const heard = await subscribe(server.origin, '/api/notes');
    await server.live.close();
    await server.request('POST', '/api/notes', { text: 'unheard' });
    await server.bayeux.getClient().publish('/api/notes', { method: 'POST', body: { text: 'by hand' } });
    expect(await heard.messages(1)).toMatchObject([{ body: { text: 'by hand' } }]);
  });
});

it.each(['api/notes', '/api/notes/', '/api/no tes', '/'])(
  'refuses the path %j, which cannot be a channel',
  async (path) => {
    await expect(serveResource(Note, { path })).rejects.toThrow('cannot be a channel');
  },
);
