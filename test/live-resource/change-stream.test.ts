import { Schema } from 'mongoose';
import { describe, expect, it, vi } from 'vitest';
import { storedResumeTokens } from '../../devserver/live-resource/index.ts';
import { createChangeReader } from '../../devserver/live-resource/writes/change-reader.ts';
import { testConnection } from './database.ts';
import { serveResource } from './resource-server.ts';

const connection = testConnection('changes');
const Note = connection.model('Note', new Schema({ text: String }));

describe('reading change events', () => {
  const documentKey = { _id: 1 };
  const insert = { _id: 't', operationType: 'insert', documentKey, fullDocument: { _id: 1, text: 'a', _v: 1 } };

  it('knows what was before from the events before', () => {
    const { read } = createChangeReader();
    expect(read(insert)).toMatchObject({ type: 'create', after: { text: 'a' } });
    const fullDocument = { _id: 1, text: 'b', _v: 2 };
    const updateDescription = { updatedFields: { text: 'b', _v: 2 } };
    const update = { _id: 't', operationType: 'update', documentKey, fullDocument, updateDescription };
    expect(read(update)).toMatchObject({ type: 'update', before: { text: 'a' }, after: { text: 'b' } });
    expect(read({ _id: 't', operationType: 'delete', documentKey })).toEqual({ type: 'remove', before: fullDocument });
  });

  it('has an update counted first that somebody wrote past us', () => {
    const { read } = createChangeReader();
    const fullDocument = { _id: 1, text: 'b', _v: 4 };
    const updateDescription = { updatedFields: { text: 'b' } };
    const update = { _id: 't', operationType: 'update', documentKey, fullDocument, updateDescription };
    expect(read(update)).toEqual({ type: 'uncounted', id: 1, version: 4, count: { $set: { _v: 5 } } });
  });

  it('gives a replacement that lost the version the one after the last known', () => {
    const { read } = createChangeReader();
    read({ ...insert, fullDocument: { _id: 1, _v: 7 } });
    const replace = { _id: 't', operationType: 'replace', documentKey, fullDocument: { _id: 1, text: 'b' } };
    expect(read(replace)).toEqual({ type: 'uncounted', id: 1, version: undefined, count: { $set: { _v: 8 } } });
  });

  it('tells a version once, though two events were read when both writes were done', () => {
    const { read } = createChangeReader();
    read(insert);
    const fullDocument = { _id: 1, text: 'c', _v: 3 };
    const update = { _id: 't', operationType: 'update', documentKey, fullDocument };
    expect(read({ ...update, updateDescription: { updatedFields: { text: 'b', _v: 2 } } })).toMatchObject({
      type: 'update',
      after: fullDocument,
    });
    expect(read({ ...update, updateDescription: { updatedFields: { text: 'c', _v: 3 } } })).toBeUndefined();
  });

  it('leaves an update past us to the one that has counted since', () => {
    const { read } = createChangeReader();
    read(insert);
    const fullDocument = { _id: 1, text: 'c', _v: 2 };
    const update = { _id: 't', operationType: 'update', documentKey, fullDocument };
    expect(read({ ...update, updateDescription: { updatedFields: { text: 'b' } } })).toBeUndefined();
    expect(read({ ...update, updateDescription: { updatedFields: { text: 'c', _v: 2 } } })).toMatchObject({
      type: 'update',
      after: fullDocument,
    });
  });

  it('skips a document that is gone by then, and events that are of no document', () => {
    const { read } = createChangeReader();
    expect(read({ _id: 't', operationType: 'update', documentKey, fullDocument: null })).toBeUndefined();
    expect(read({ _id: 't', operationType: 'drop' })).toBeUndefined();
  });
});

describe('a change stream as the source', () => {
  it('is reported and counted where the database has none, while REST goes on and nothing is told twice', async () => {
    const server = await serveResource(Note, { source: 'changeStream' });
    const hello = await connection.db?.admin().command({ hello: 1 });
    const failures = hello?.setName ? 0 : 1;
    await vi.waitFor(() => expect(server.live.failures.count).toBeGreaterThanOrEqual(failures));
    expect((await server.request('POST', '/api/notes', { text: 'a' })).status).toBe(201);
    expect(server.errors.length).toBeGreaterThanOrEqual(failures);
    await Note.updateOne({ text: 'a' }, { text: 'b' });
    expect(await Note.findOne()).toMatchObject({ text: 'b', _v: 2 });
  });

  it('keeps its place in the database', async () => {
    const tokens = storedResumeTokens(Note, 'notes');
    expect(await tokens.load()).toBeUndefined();
    await tokens.save({ _data: '8264' });
    await tokens.save({ _data: '8265' });
    expect(await storedResumeTokens(Note, 'notes').load()).toEqual({ _data: '8265' });
  });
});
