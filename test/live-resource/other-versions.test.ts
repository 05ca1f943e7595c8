import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import faye from 'faye';
import type mongooseNow from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';
import type { Envelope } from '../../devserver/live-resource/index.ts';

/** A resource with the versions of Mongoose and Express that an application may have; each is a copy of its own. */
async function serveWith(mongoosePackage: string, expressPackage: string, uri: string) {
  vi.resetModules();
  vi.doMock('express', async () => await import(expressPackage));
  const mongoose = ((await import(mongoosePackage)) as { default: typeof mongooseNow }).default;
  const express = ((await import(expressPackage)) as { default: typeof import('express') }).default;
  const { guardServer, liveResource } = await import('../../devserver/live-resource/index.ts');
  const connection = mongoose.createConnection(uri, { dbName: `versions-${mongoosePackage}-${expressPackage}` });
  const schema = new mongoose.Schema({
    name: { type: String, required: true },
    n: Number,
    code: { type: String, unique: true },
  });
  const Note = connection.model('Note', schema);
  await Note.init();
  const errors: unknown[] = [];
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 10 });
  const live = liveResource(Note, { path: '/api/notes', bayeux, onError: (error) => errors.push(error) });
  const server = createServer(express().use(live));
  bayeux.attach(server);
  guardServer(server, { mount: '/faye' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const messages: Envelope[] = [];
  await bayeux.getClient().subscribe('/api/notes', (message) => messages.push(message as Envelope));
  onTestFinished(async () => {
    vi.doUnmock('express');
    await live.close();
    await bayeux.getClient().disconnect();
    bayeux.close();
    server.close();
    server.closeAllConnections();
    await connection.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(origin + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: response.status, json: (await response.json()) as { _id: string; error?: string } };
  };
  return { mongoose, connection, Note, liveResource, bayeux, messages, errors, ask };
}

let database: Awaited<ReturnType<typeof startEmbeddedMongo>>;
beforeAll(async () => {
  database = await startEmbeddedMongo();
});
afterAll(() => database.close());

describe.each([
  ['mongoose-8', 'express-4'],
  ['mongoose-8', 'express'],
  ['mongoose', 'express-4'],
])('with %s and %s', (mongoosePackage, expressPackage) => {
  it('serves, refuses and publishes as with those of this repository', async () => {
    const { Note, messages, errors, ask } = await serveWith(mongoosePackage, expressPackage, database.uri);
    const a = await ask('POST', '/api/notes', { name: 'a', code: 'a' });
    expect(a).toMatchObject({ status: 201, json: { name: 'a', _v: 1 } });
    const path = `/api/notes/${a.json._id}`;
    expect((await ask('POST', '/api/notes', {})).status).toBe(422);
    expect((await ask('POST', '/api/notes', { name: 'b', code: 'a' })).status).toBe(409);
    expect((await ask('PATCH', path, { n: 'x' })).json.error).toBe('"n" must be of type Number.');
    expect((await ask('PATCH', path, { n: 1 })).json).toMatchObject({ n: 1, _v: 2 });
    expect((await ask('PUT', path, { name: 'A', code: 'a' })).json).not.toHaveProperty('n');
    expect((await ask('GET', '/api/notes/7')).status).toBe(404);
    expect((await ask('PATCH', '/api/notes/0123456789abcdef01234567', { n: 1 })).status).toBe(404);
    const b = await new Note({ name: 'b', code: 'b' }).save();
    await Note.insertMany([{ name: 'c', code: 'c' }]);
    await Note.updateOne({ _id: b._id }, { n: 2 });
    await Note.updateMany({ name: 'c' }, { n: 3 });
    expect(await Note.findOneAndUpdate({ name: 'c' }, { n: 4 })).toMatchObject({ n: 3 });
    await Note.bulkWrite([
      { updateOne: { filter: { name: 'c' }, update: { n: 5 } } },
      { deleteOne: { filter: { name: 'b' } } },
    ]);
    await Note.replaceOne({ name: 'c' }, { name: 'C', code: 'c' });
    expect((await ask('DELETE', path)).status).toBe(200);
    await expect
      .poll(() => messages.map(({ method, v, body }) => `${method} ${body.name} v${v}`))
      .toEqual([
        'POST a v1',
        'PUT a v2',
        'PUT A v3',
        'POST b v1',
        'POST c v1',
        'PUT b v2',
        'PUT c v2',
        'PUT c v3',
        'PUT c v4',
        'DELETE undefined v3',
        'PUT C v5',
        'DELETE undefined v4',
      ]);
    expect(errors).toEqual([]);
  });
});

describe('a Mongoose that is not supported', () => {
  it('is one clear error at the start', async () => {
    const { Note, liveResource, bayeux } = await serveWith('mongoose', 'express', database.uri);
    const old = Object.create(Note, { base: { value: { version: '7.8.0', mongo: {} } } });
    const none = class {} as unknown as typeof Note;
    expect(() => liveResource(old, { path: '/api/old', bayeux })).toThrow(
      'live-resource works with Mongoose 8 and 9, and was given Mongoose 7.8.0.',
    );
    expect(() => liveResource(none, { path: '/api/none', bayeux })).toThrow('what is no model of Mongoose');
  });
});
