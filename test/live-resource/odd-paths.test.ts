/** Values and paths that Bayeux refuses in a channel are served, published and heard: both halves escape them alike. */
import { Schema } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { channelOf } from '../../devserver/live-collection/channel.ts';
import { subscribe } from '../integration/subscriber.ts';
import { testConnection } from './database.ts';
import { empty, serveResource } from './resource-server.ts';

const connection = testConnection('odd_paths');
const Note = connection.model('OddNote', new Schema({ text: String, user: String }), 'notes');
beforeEach(() => empty(connection, 'notes'));

describe('a partition whose value is no channel', () => {
  it.each([
    'john.doe',
    'a@b.com',
    'Zürich',
    'a b',
    'x+y',
    'a:b',
    'a/b',
    '50%',
    '!2E',
    '…',
    '👩‍👩‍👧',
    'نام',
    '%2E',
    "it's",
    '*',
    '**',
  ])('is read, written and heard: %s', async (user) => {
    const server = await serveResource(Note, { path: '/api/users/:user/notes' });
    const url = `/api/users/${encodeURIComponent(user)}/notes`;
    const heard = await subscribe(server.origin, channelOf(url, server.origin));
    const made = await server.request('POST', url, { text: 'a' });
    expect(made).toMatchObject({ status: 201, json: { text: 'a', user } });
    expect((await heard.messages(1))[0]).toMatchObject({ method: 'POST', body: { text: 'a', user } });
    expect(await server.request('GET', url)).toMatchObject({ status: 200, json: [{ text: 'a', user }] });
    await Note.updateOne({}, { text: 'b' });
    expect((await heard.messages(2))[1]).toMatchObject({ method: 'PUT', body: { text: 'b' } });
    expect(server.errors).toEqual([]);
  });

  it('tells nothing of it to another partition, whose value reads like its channel', async () => {
    const server = await serveResource(Note, { path: '/api/users/:user/notes' });
    const other = await subscribe(server.origin, channelOf('/api/users/john!2Edoe/notes', server.origin));
    await server.request('POST', '/api/users/john.doe/notes', { text: 'a' });
    await server.request('POST', '/api/users/john!2Edoe/notes', { text: 'b' });
    expect((await other.messages(1)).map(({ body }) => body.text)).toEqual(['b']);
  });

  it('that is empty cannot be published: it is counted, and told to onError; one without any belongs to no channel', async () => {
    const server = await serveResource(Note, { path: '/api/users/:user/notes' });
    await Note.create({ text: 'nobody’s' });
    await Note.create({ text: 'a', user: '' });
    await expect.poll(() => server.live.failures.count).toBe(1);
    expect(String(server.errors)).toMatch(/has no channel and is not published: user is empty/);
  });
});

describe('a path that is no channel', () => {
  it('is served on the channel of its escaped segments', async () => {
    const server = await serveResource(Note, { path: '/api/v1.0/notes' });
    const heard = await subscribe(server.origin, channelOf('/api/v1.0/notes', server.origin));
    expect(await server.request('POST', '/api/v1.0/notes', { text: 'a' })).toMatchObject({ status: 201 });
    expect((await heard.messages(1))[0]).toMatchObject({ method: 'POST', body: { text: 'a' } });
    expect(await server.request('GET', '/api/v1.0/notes')).toMatchObject({ status: 200, json: [{ text: 'a' }] });
  });
});
