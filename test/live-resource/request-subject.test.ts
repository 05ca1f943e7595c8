/** One request that writes several documents: only messages about the document that it is about carry its name. */
import express from 'express';
import { type Model, Schema } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { withRequestContext } from '../../devserver/live-resource/index.ts';
import { subscribe } from '../integration/subscriber.ts';
import { testConnection } from './database.ts';
import { empty, serveResource } from './resource-server.ts';

interface Entry {
  text?: string;
  isLog?: boolean;
}

const connection = testConnection('request-subject');
const logOf = (entry: { text?: string | null | undefined }) => ({ text: `log of ${entry.text}`, isLog: true });

const before = new Schema<Entry>({ text: String, isLog: Boolean });
before.pre('save', async function () {
  if (!this.isLog) await Before.create(logOf(this));
});
const Before: Model<Entry> = connection.model<Entry>('Before', before);

const after = new Schema<Entry>({ text: String, isLog: Boolean });
after.post('save', async (entry) => {
  if (!entry.isLog) await After.create(logOf(entry));
});
const After: Model<Entry> = connection.model<Entry>('After', after);

const Plain = connection.model('Plain', new Schema<Entry>({ text: String, isLog: Boolean }));

beforeEach(() => Promise.all(['befores', 'afters', 'plains'].map((name) => empty(connection, name))));

const named = { 'X-Live-Request-Id': 'mine' };

describe('a request whose hooks write another document of the collection', () => {
  it.each([
    ['before it is saved', Before, ['log of a', 'a']],
    ['after it is saved', After, ['a', 'log of a']],
  ])('%s: POST names its own document only', async (_when, model, order) => {
    const server = await serveResource(model, {});
    const heard = await subscribe(server.origin, '/api/notes');
    const posted = await server.request('POST', '/api/notes', { text: 'a' }, named);
    const messages = await heard.messages(2);
    expect(messages.map(({ body }) => body.text).sort()).toEqual([...order].sort());
    const [own, ...others] = messages.sort((one, other) => (one.crid ? -1 : other.crid ? 1 : 0));
    expect([own?.crid, own?.id, ...others.map(({ crid }) => crid)]).toEqual([
      'mine',
      (posted.json as { _id: string })._id,
      undefined,
    ]);
    // The answer is as old as the message about its document, not as the request's last one.
    expect([posted.seq, posted.json]).toEqual([own?.seq, own?.body]);
  });

  it('PUT names its own document only', async () => {
    const server = await serveResource(Before, {});
    const made = await Before.create({ text: 'a', isLog: true });
    await Before.updateOne({ _id: made._id }, { isLog: false });
    const heard = await subscribe(server.origin, '/api/notes');
    const put = await server.request('PUT', `/api/notes/${made._id}`, { text: 'b' }, named);
    const messages = await heard.messages(2);
    expect(messages.map(({ id, crid }) => [id === String(made._id), crid])).toEqual([
      [false, undefined],
      [true, 'mine'],
    ]);
    expect(put.seq).toBe(messages[1]?.seq);
  });
});

describe('a route of the application that writes several documents', () => {
  it('names the first of them', async () => {
    const server = await serveResource(
      Plain,
      {},
      express.Router().post('/api/own', withRequestContext, async (_request, response) => {
        const first = await Plain.create({ text: 'first' });
        await Plain.create({ text: 'second' });
        await Plain.updateOne({ _id: first._id }, { text: 'first again' });
        response.json({});
      }),
    );
    const heard = await subscribe(server.origin, '/api/notes');
    await server.request('POST', '/api/own', {}, named);
    expect((await heard.messages(3)).map(({ body, crid }) => [body.text, crid])).toEqual([
      ['first', 'mine'],
      ['second', undefined],
      ['first again', 'mine'],
    ]);
  });
});
