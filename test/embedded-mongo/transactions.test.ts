import { type ClientSession, MongoServerError } from 'mongodb';
import { createConnection, Schema } from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { rejection } from './database.ts';
import { useReplicaSet } from './replica-set.ts';

const database = useReplicaSet('transactions');

interface Account {
  _id: number;
  sum?: number;
  owner?: string;
}
const collection = (name: string) => database.db().collection<Account>(name);

/** A session in a transaction. */
function begun(): ClientSession {
  const session = database.client().startSession();
  onTestFinished(() => session.endSession());
  session.startTransaction();
  return session;
}

it('makes all changes at the commit, and shows them to nobody before', async () => {
  const accounts = collection('commit');
  await accounts.insertMany([
    { _id: 1, sum: 10 },
    { _id: 2, sum: 0 },
  ]);
  const session = begun();
  await accounts.updateOne({ _id: 1 }, { $inc: { sum: -5 } }, { session });
  await accounts.updateOne({ _id: 2 }, { $inc: { sum: 5 } }, { session });
  await accounts.insertOne({ _id: 3 }, { session });
  expect(await accounts.find({}, { session }).toArray()).toEqual([{ _id: 1, sum: 5 }, { _id: 2, sum: 5 }, { _id: 3 }]);
  expect(await accounts.find().toArray()).toEqual([
    { _id: 1, sum: 10 },
    { _id: 2, sum: 0 },
  ]);
  await session.commitTransaction();
  expect(await accounts.find().toArray()).toEqual([{ _id: 1, sum: 5 }, { _id: 2, sum: 5 }, { _id: 3 }]);
});

it('leaves nothing of an abort, a new collection neither', async () => {
  const session = begun();
  await collection('abort').insertOne({ _id: 1 }, { session });
  await session.abortTransaction();
  expect(await database.db().listCollections({ name: 'abort' }).toArray()).toEqual([]);
});

it('reads a snapshot: what others commit meanwhile does not show', async () => {
  const accounts = collection('snapshot');
  await accounts.insertOne({ _id: 1, sum: 1 });
  const session = begun();
  expect(await accounts.findOne({ _id: 1 }, { session })).toEqual({ _id: 1, sum: 1 });
  await accounts.updateOne({ _id: 1 }, { $set: { sum: 2 } });
  await accounts.insertOne({ _id: 2 });
  expect(await accounts.find({}, { session }).toArray()).toEqual([{ _id: 1, sum: 1 }]);
  expect(await accounts.aggregate([{ $match: {} }], { session }).toArray()).toEqual([{ _id: 1, sum: 1 }]);
  await session.commitTransaction();
});

it('fails the second of two that write one document, as a transient error', async () => {
  const accounts = collection('conflict');
  await accounts.insertOne({ _id: 1, sum: 0 });
  const first = begun();
  const second = begun();
  await accounts.updateOne({ _id: 1 }, { $inc: { sum: 1 } }, { session: first });
  await accounts.findOne({}, { session: second });
  await expect(accounts.updateOne({ _id: 1 }, { $inc: { sum: 1 } }, { session: second })).rejects.toSatisfy(
    (error) =>
      error instanceof MongoServerError && error.code === 112 && error.hasErrorLabel('TransientTransactionError'),
  );
  await first.commitTransaction();
  expect(await accounts.findOne()).toEqual({ _id: 1, sum: 1 });
  expect(await rejection(second.commitTransaction())).toMatchObject({ code: 251 });
});

it('fails a write to a document that was written after the snapshot was taken', async () => {
  const accounts = collection('stale');
  await accounts.insertOne({ _id: 1, sum: 0 });
  const session = begun();
  await accounts.findOne({}, { session });
  await accounts.updateOne({ _id: 1 }, { $inc: { sum: 1 } });
  const error = await rejection(accounts.updateOne({ _id: 1 }, { $inc: { sum: 1 } }, { session }));
  expect(error).toMatchObject({ code: 112 });
});

it('loses no increment when concurrent transactions are run again', async () => {
  const accounts = collection('increments');
  await accounts.insertOne({ _id: 1, sum: 0 });
  const increment = () =>
    database.client().withSession((session) =>
      session.withTransaction(async () => {
        const found = await accounts.findOne({ _id: 1 }, { session });
        await accounts.updateOne({ _id: 1 }, { $set: { sum: (found?.sum ?? 0) + 1 } }, { session });
      }),
    );
  await Promise.all(Array.from({ length: 5 }, increment));
  expect(await accounts.findOne()).toEqual({ _id: 1, sum: 5 });
});

it('ends a transaction at a duplicate, and refuses what transactions may not do', async () => {
  const accounts = collection('duplicate');
  await accounts.insertOne({ _id: 1 });
  const session = begun();
  await accounts.insertOne({ _id: 2 }, { session });
  expect(await rejection(accounts.insertOne({ _id: 1 }, { session }))).toMatchObject({ code: 11000 });
  expect(await rejection(accounts.findOne({}, { session }))).toMatchObject({
    code: 251,
    codeName: 'NoSuchTransaction',
  });
  await session.abortTransaction();
  expect(await accounts.countDocuments()).toBe(1);
  const other = begun();
  expect(await rejection(database.db().command({ count: 'duplicate' }, { session: other }))).toMatchObject({
    code: 263,
  });
});

it('tells change streams of a transaction at its commit, and not of one that is aborted', async () => {
  const accounts = collection('streamed');
  const stream = accounts.watch([], { maxAwaitTimeMS: 50 });
  onTestFinished(() => stream.close());
  await stream.tryNext();
  const aborted = begun();
  await accounts.insertOne({ _id: 1 }, { session: aborted });
  await aborted.abortTransaction();
  const session = begun();
  await accounts.insertOne({ _id: 2 }, { session });
  await accounts.updateOne({ _id: 2 }, { $set: { sum: 1 } }, { session });
  await accounts.insertOne({ _id: 3 });
  await session.commitTransaction();
  expect(await stream.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 3 } });
  expect(await stream.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
  expect(await stream.next()).toMatchObject({ operationType: 'update', documentKey: { _id: 2 } });
});

it('serves Mongoose’s transactions', async () => {
  const connection = await createConnection(database.uri(), { dbName: database.name }).asPromise();
  onTestFinished(() => connection.close());
  const Thing = connection.model('Thing', new Schema({ text: { type: String, unique: true } }));
  await Thing.init();
  await connection.transaction(async (session) => {
    const thing = await new Thing({ text: 'a' }).save({ session });
    thing.text = 'b';
    await thing.save({ session });
  });
  const failing = connection.transaction(async (session) => {
    await Thing.create([{ text: 'c' }], { session });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await Thing.find().distinct('text')).toEqual(['b']);
});
