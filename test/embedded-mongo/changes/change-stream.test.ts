import { type ChangeStream, type ChangeStreamDocument, Timestamp } from 'mongodb';
import { createConnection, Schema } from 'mongoose';
import { expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../database.ts';
import { useReplicaSet } from '../replica-set.ts';

const database = useReplicaSet('change_streams');

interface Note {
  _id: number;
  text?: string;
  deep?: { a?: number; b?: number };
}
const QUICK = { maxAwaitTimeMS: 50 };
const collection = (name: string) => database.db().collection<Note>(name);

/** A stream that is open on the server before anything else is done. */
async function opened<T extends ChangeStreamDocument>(stream: ChangeStream<Note, T>) {
  onTestFinished(() => stream.close());
  expect(await stream.tryNext()).toBeNull();
  return stream;
}

it('is a primary that the driver finds by itself', async () => {
  const hello = await database.db().command({ hello: 1 });
  expect(hello).toMatchObject({ setName: expect.any(String), isWritablePrimary: true, hosts: [hello.me] });
  expect(hello.operationTime).toBeInstanceOf(Timestamp);
  expect(hello.$clusterTime.clusterTime).toBeInstanceOf(Timestamp);
});

it('tells inserts, updates, replacements and deletes in order', async () => {
  const notes = collection('events');
  const stream = await opened(notes.watch([], QUICK));
  await notes.insertOne({ _id: 1, text: 'a', deep: { a: 1, b: 2 } });
  await notes.updateOne({ _id: 1 }, { $set: { text: 'b', 'deep.a': 9 }, $unset: { 'deep.b': 1 } });
  await notes.updateOne({ _id: 1 }, { $set: { text: 'b' } });
  await notes.replaceOne({ _id: 1 }, { text: 'c' });
  await notes.deleteOne({ _id: 1 });
  const ns = { db: database.name, coll: 'events' };
  const documentKey = { _id: 1 };
  expect(await stream.next()).toMatchObject({
    operationType: 'insert',
    ns,
    documentKey,
    clusterTime: expect.any(Timestamp),
    wallTime: expect.any(Date),
    fullDocument: { _id: 1, text: 'a' },
  });
  const update = await stream.next();
  expect(update).toMatchObject({
    operationType: 'update',
    documentKey,
    updateDescription: { updatedFields: { text: 'b', 'deep.a': 9 }, removedFields: ['deep.b'] },
  });
  expect(update).not.toHaveProperty('fullDocument');
  expect(await stream.next()).toMatchObject({ operationType: 'replace', fullDocument: { _id: 1, text: 'c' } });
  expect(await stream.next()).toMatchObject({ operationType: 'delete', ns, documentKey });
});

it('looks an updated document up when the event is read: null if it is gone', async () => {
  const notes = collection('lookup');
  await notes.insertMany([{ _id: 1 }, { _id: 2 }]);
  const stream = await opened(notes.watch([], { ...QUICK, fullDocument: 'updateLookup' }));
  await notes.bulkWrite([
    { updateOne: { filter: { _id: 1 }, update: { $set: { text: 'first' } } } },
    { updateOne: { filter: { _id: 1 }, update: { $set: { text: 'second' } } } },
    { updateOne: { filter: { _id: 2 }, update: { $set: { text: 'gone' } } } },
    { deleteOne: { filter: { _id: 2 } } },
  ]);
  expect(await stream.next()).toMatchObject({ fullDocument: { _id: 1, text: expect.any(String) } });
  expect(await stream.next()).toMatchObject({ fullDocument: { _id: 1, text: 'second' } });
  expect(await stream.next()).toMatchObject({ operationType: 'update', documentKey: { _id: 2 }, fullDocument: null });
});

it('wakes a getMore that waits', async () => {
  const notes = collection('waiting');
  const { resumeToken } = await opened(notes.watch([], QUICK));
  const stream = notes.watch([], { resumeAfter: resumeToken, maxAwaitTimeMS: 60_000 });
  onTestFinished(() => stream.close());
  const next = stream.next();
  await notes.insertOne({ _id: 1 });
  expect(await next).toMatchObject({ operationType: 'insert', documentKey: { _id: 1 } });
});

it('filters by stages, and refuses those that need more than one event', async () => {
  const notes = collection('stages');
  const stream = await opened(notes.watch([{ $match: { 'fullDocument.text': 'wanted' } }], QUICK));
  await notes.insertMany([
    { _id: 1, text: 'other' },
    { _id: 2, text: 'wanted' },
  ]);
  expect(await stream.next()).toMatchObject({ documentKey: { _id: 2 } });
  const grouped = notes.watch([{ $group: { _id: 1 } }]);
  onTestFinished(() => grouped.close());
  expect(await rejection(grouped.next())).toMatchObject({ codeName: 'IllegalOperation' });
});

it('watches a database, and leaves others out', async () => {
  const stream = database.db().watch([], QUICK);
  onTestFinished(() => stream.close());
  await stream.tryNext();
  await database.client().db(`${database.name}_other`).collection('c').insertOne({});
  await database.client().db(`${database.name}_other`).dropDatabase();
  await collection('one').insertOne({ _id: 1 });
  await collection('two').insertOne({ _id: 2 });
  expect(await stream.next()).toMatchObject({ ns: { db: database.name, coll: 'one' } });
  expect(await stream.next()).toMatchObject({ ns: { db: database.name, coll: 'two' } });
});

it('ends with invalidate when its collection is dropped', async () => {
  const notes = collection('dropped');
  await notes.insertOne({ _id: 1 });
  const stream = await opened(notes.watch([], QUICK));
  await notes.drop();
  expect(await stream.next()).toMatchObject({ operationType: 'drop' });
  const invalidate = await stream.next();
  expect(invalidate).toMatchObject({ operationType: 'invalidate' });
  await rejection(stream.next());
  expect(stream.closed).toBe(true);
  const resumed = notes.watch([], { resumeAfter: invalidate._id });
  onTestFinished(() => resumed.close());
  expect(await rejection(resumed.next())).toMatchObject({ code: 260 });
  const started = await opened(notes.watch([], { ...QUICK, startAfter: invalidate._id }));
  await notes.insertOne({ _id: 2 });
  expect(await started.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
});

it('resumes behind the event of a token, and at a time', async () => {
  const notes = collection('resumed');
  const stream = await opened(notes.watch([], QUICK));
  await notes.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
  const first = await stream.next();
  const second = await stream.next();
  await stream.close();
  const resumed = notes.watch([], { resumeAfter: first._id });
  onTestFinished(() => resumed.close());
  expect(await resumed.next()).toMatchObject({ _id: second._id, documentKey: { _id: 2 } });
  expect(await resumed.next()).toMatchObject({ documentKey: { _id: 3 } });
  if (!second.clusterTime) throw new Error('an event without clusterTime');
  const timed = notes.watch([], { startAtOperationTime: second.clusterTime });
  onTestFinished(() => timed.close());
  expect(await timed.next()).toMatchObject({ documentKey: { _id: expect.any(Number) } });
});

it('says that the history is lost for a token that is too old, and that others are none', async () => {
  const notes = collection('lost');
  const stream = await opened(notes.watch([], QUICK));
  await notes.insertOne({ _id: -1 });
  const { _id } = await stream.next();
  await stream.close();
  for (let batch = 0; batch < 2; batch += 1) {
    await notes.insertMany(Array.from({ length: 6_000 }, (_, at) => ({ _id: batch * 6_000 + at })));
  }
  const resumed = notes.watch([], { resumeAfter: _id });
  onTestFinished(() => resumed.close());
  expect(await rejection(resumed.next())).toMatchObject({ code: 286, codeName: 'ChangeStreamHistoryLost' });
  const malformed = notes.watch([], { resumeAfter: { _data: 'x' } });
  onTestFinished(() => malformed.close());
  expect(await rejection(malformed.next())).toMatchObject({ code: 260 });
});

it('serves Mongoose’s watch', async () => {
  const connection = await createConnection(database.uri(), { dbName: database.name }).asPromise();
  onTestFinished(() => connection.close());
  const Thing = connection.model('Thing', new Schema({ text: String }));
  await Thing.init();
  const events: unknown[] = [];
  const stream = Thing.watch();
  stream.on('change', (event) => events.push(event));
  await vi.waitFor(async () => {
    await Thing.create({ text: 'a' }); // again, because nobody says when the stream is open
    expect(events).not.toEqual([]);
  });
  expect(events).toContainEqual(
    expect.objectContaining({ operationType: 'insert', ns: { db: database.name, coll: 'things' } }),
  );
  await stream.close();
});

it('accepts retryable writes, which drivers send to replica sets by default', async () => {
  const notes = collection('retryable');
  await notes.insertOne({ _id: 1 });
  expect(await notes.findOneAndUpdate({ _id: 1 }, { $set: { text: 'a' } }, { returnDocument: 'after' })).toEqual({
    _id: 1,
    text: 'a',
  });
});
