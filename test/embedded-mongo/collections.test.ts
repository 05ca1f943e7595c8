import { expect, it } from 'vitest';
import { rejection, useDatabase } from './database.ts';

const database = useDatabase();
const collection = (name: string) => database.db().collection(name);

it('lists, drops and forgets collections', async () => {
  await collection('one').insertOne({});
  await collection('two').insertOne({});
  const names = async () => (await database.db().listCollections().toArray()).map(({ name }) => name).sort();
  expect(await names()).toEqual(['one', 'two']);
  expect(await database.db().listCollections({ name: 'two' }, { nameOnly: true }).toArray()).toMatchObject([
    { name: 'two', type: 'collection' },
  ]);
  await collection('one').drop();
  expect(await names()).toEqual(['two']);
  await database.db().dropDatabase();
  expect(await names()).toEqual([]);
});

it('holds unique values to one document, on insert, update and upsert', async () => {
  const users = collection('users');
  await users.createIndex({ email: 1 }, { unique: true });
  await users.insertMany([{ email: 'a' }, { email: 'b' }]);
  for (const write of [
    () => users.insertOne({ email: 'a' }),
    () => users.updateOne({ email: 'b' }, { $set: { email: 'a' } }),
    () => users.replaceOne({ email: 'b' }, { email: 'a' }),
    () => users.updateOne({ email: 'c' }, { $set: { email: 'a' } }, { upsert: true }),
    () => users.findOneAndUpdate({ email: 'b' }, { $set: { email: 'a' } }),
  ]) {
    const error = await rejection(write());
    expect(error).toMatchObject({ code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'a' } });
    expect(error.message).toContain(
      `E11000 duplicate key error collection: ${database.name}.users index: email_1 dup key: { email: "a" }`,
    );
  }
  await users.deleteOne({ email: 'a' });
  await users.insertOne({ email: 'a' });
  expect(await users.countDocuments()).toBe(2);
});

it('honours compound, multikey, sparse and partial unique indexes', async () => {
  const c = collection('indexes');
  await c.createIndex({ a: 1, b: -1 }, { unique: true, sparse: true });
  await c.createIndex({ tags: 1 }, { unique: true, sparse: true });
  await c.createIndex({ slug: 1 }, { unique: true, partialFilterExpression: { live: true } });
  await c.insertMany([{}, {}, { a: 1, b: 1 }, { a: 1, b: 2 }, { tags: ['x', 'y'] }]);
  expect(await rejection(c.insertOne({ a: 1, b: 2 }))).toMatchObject({ code: 11000, keyValue: { a: 1, b: 2 } });
  expect(await rejection(c.insertOne({ tags: ['z', 'y'] }))).toMatchObject({ code: 11000, keyValue: { tags: 'y' } });
  await c.insertMany([
    { slug: 's', live: true },
    { slug: 's', live: false },
  ]);
  expect(await rejection(c.insertOne({ slug: 's', live: true }))).toMatchObject({ code: 11000 });
});

it('counts a missing field as null in a unique index', async () => {
  const c = collection('nulls');
  await c.createIndex({ a: 1 }, { unique: true });
  await c.insertOne({});
  expect(await rejection(c.insertOne({ a: null }))).toMatchObject({ code: 11000, keyValue: { a: null } });
});

it('refuses a unique index on documents that break it', async () => {
  const c = collection('broken');
  await c.insertMany([{ a: 1 }, { a: 1 }]);
  expect(await rejection(c.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 11000, keyValue: { a: 1 } });
  expect(await c.listIndexes().toArray()).toHaveLength(1);
});

it('lists indexes, keeps one asked for again, and refuses another under its name or key', async () => {
  const c = collection('listed');
  await c.createIndex({ a: 1 });
  await c.createIndex({ a: 1 });
  expect(await c.listIndexes().toArray()).toEqual([
    { v: 2, key: { _id: 1 }, name: '_id_' },
    { v: 2, key: { a: 1 }, name: 'a_1' },
  ]);
  expect(await rejection(c.createIndex({ b: 1 }, { name: 'a_1' }))).toMatchObject({ code: 86 });
  expect(await rejection(c.createIndex({ a: 1 }, { name: 'other' }))).toMatchObject({
    code: 85,
    message: 'Index already exists with a different name: a_1',
  });
  await c.dropIndex('a_1');
  expect(await rejection(c.dropIndex('a_1'))).toMatchObject({ code: 27, codeName: 'IndexNotFound' });
  expect(await rejection(collection('nowhere').listIndexes().toArray())).toMatchObject({ code: 26 });
});

it('answers an unknown command with error 59', async () => {
  expect(await rejection(database.db().command({ frobnicate: 1 }))).toMatchObject({
    code: 59,
    codeName: 'CommandNotFound',
    message: "no such command: 'frobnicate'",
  });
});

it('answers a field of the wrong type with error 14', async () => {
  expect(await rejection(database.db().command({ find: 'x', filter: 'text' }))).toMatchObject({
    code: 14,
    codeName: 'TypeMismatch',
  });
});

it('gives sessions, ping and buildInfo', async () => {
  await database.client().withSession(async (session) => {
    await collection('sessions').insertOne({ a: 1 }, { session });
    expect(await collection('sessions').findOne({ a: 1 }, { session })).toMatchObject({ a: 1 });
  });
  expect(await database.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  expect((await database.db().command({ buildInfo: 1 })).version).toMatch(/^\d+\.\d+\.\d+/);
});

it('refuses a transaction exactly if the server is a standalone one', async () => {
  const { setName } = await database.db().command({ hello: 1 });
  const session = database.client().startSession();
  session.startTransaction();
  const found = collection('tx').findOne({}, { session });
  if (setName) {
    expect(await found).toBeNull();
  } else {
    expect(await rejection(found)).toMatchObject({
      code: 20,
      codeName: 'IllegalOperation',
      message: 'Transaction numbers are only allowed on a replica set member or mongos',
    });
  }
  await session.endSession();
});

it('keeps concurrent clients’ increments', async () => {
  const c = collection('counter');
  await c.insertOne({ _id: 1 as never, n: 0 });
  await Promise.all(Array.from({ length: 200 }, () => c.updateOne({ _id: 1 as never }, { $inc: { n: 1 } })));
  expect(await c.findOne()).toEqual({ _id: 1, n: 200 });
});
