import { Binary, Decimal128, Long, MongoBulkWriteError, ObjectId, UUID } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { rejection, useDatabase } from './database.ts';

const database = useDatabase();
const people = () => database.db().collection('people');
beforeEach(async () => {
  await people().deleteMany({});
});

describe('insert', () => {
  it('stores _id first and makes one up where there is none', async () => {
    const { insertedId } = await people().insertOne({ name: 'Ada' });
    expect(insertedId).toBeInstanceOf(ObjectId);
    await people().insertOne({ name: 'Bob', _id: new ObjectId() });
    const bob = await people().findOne({ name: 'Bob' });
    expect(Object.keys(bob ?? {})).toEqual(['_id', 'name']);
  });

  it('keeps every BSON type', async () => {
    const document = {
      _id: new ObjectId(),
      date: new Date(1234567890123),
      binary: new Binary(Buffer.from([0, 200, 255]), 0),
      uuid: new UUID(),
      regex: /a+b/i,
      decimal: Decimal128.fromString('12.50'),
      long: Long.fromString('9007199254740993'),
      nothing: null,
      nested: { list: [1, 2.5, 'x', { deep: true }] },
    };
    await people().insertOne({ ...document });
    const found = await people().findOne({ _id: document._id });
    expect(found).toEqual(document);
    expect(found?.date).toBeInstanceOf(Date);
    expect(found?.uuid).toBeInstanceOf(UUID);
  });

  it('answers a taken _id with error 11000 in MongoDB’s words', async () => {
    const _id = new ObjectId('65a000000000000000000001');
    await people().insertOne({ _id });
    const error = await rejection(people().insertOne({ _id }));
    expect(error.code).toBe(11000);
    expect(error.keyPattern).toEqual({ _id: 1 });
    expect(error.keyValue).toEqual({ _id });
    expect(error.message).toBe(
      `E11000 duplicate key error collection: ${database.name}.people index: _id_ dup key: { _id: ObjectId('65a000000000000000000001') }`,
    );
  });

  it('stops at the first error when ordered, and goes on when not', async () => {
    const batch = () => [{ _id: 1 }, { _id: 1 }, { _id: 2 }].map((d) => ({ ...d }) as object);
    const ordered = await people()
      .insertMany(batch())
      .catch((e: unknown) => e);
    expect(ordered).toBeInstanceOf(MongoBulkWriteError);
    expect(ordered).toMatchObject({ insertedCount: 1, writeErrors: [{ index: 1, code: 11000 }] });
    await people().deleteMany({});
    const unordered = await people()
      .insertMany(batch(), { ordered: false })
      .catch((e: unknown) => e);
    expect(unordered).toMatchObject({ insertedCount: 2, writeErrors: [{ index: 1, code: 11000 }] });
  });

  it('takes batches that span several messages', async () => {
    const { insertedCount } = await people().insertMany(Array.from({ length: 12_000 }, (_, i) => ({ i })));
    expect(insertedCount).toBe(12_000);
    expect(await people().countDocuments()).toBe(12_000);
  });

  it('does not answer an unacknowledged write, and makes it', async () => {
    await people().insertOne({ name: 'quiet' }, { writeConcern: { w: 0 } });
    await expect.poll(() => people().countDocuments({ name: 'quiet' })).toBe(1);
  });

  it('refuses a document of more than 16 MiB, and an update that would make one', async () => {
    const answer = await database
      .db()
      .command({ insert: 'people', documents: [{ text: 'x'.repeat(16 * 1024 * 1024) }] });
    expect(answer).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 2 }] });
    expect(answer.writeErrors[0].errmsg).toMatch(/^object to insert too large. size in bytes: \d+, max size: 16777216/);
    await people().insertOne({ text: 'x'.repeat(16 * 1024 * 1024 - 100) });
    const error = await rejection(people().updateOne({}, { $set: { more: 'x'.repeat(100) } }));
    expect(error).toMatchObject({ code: 17419, message: 'Resulting document after update is larger than 16777216' });
  });
});

describe('update', () => {
  it('counts matched and modified apart', async () => {
    await people().insertMany([
      { n: 1, team: 'a' },
      { n: 2, team: 'a' },
      { n: 3, team: 'b' },
    ]);
    const result = await people().updateMany({ n: { $lte: 2 } }, { $set: { n: 2 } });
    expect(result).toMatchObject({ matchedCount: 2, modifiedCount: 1, upsertedCount: 0 });
  });

  it('applies operators, with $, $[] and arrayFilters', async () => {
    await people().insertOne({ _id: 1 as never, tags: ['a'], scores: [{ v: 1 }, { v: 5 }], n: 1, gone: 1, old: 1 });
    await people().updateOne({ _id: 1 as never }, {
      $inc: { n: 2 },
      $push: { tags: { $each: ['b', 'c'] } },
      $unset: { gone: '' },
      $rename: { old: 'renamed' },
      $set: { 'deep.er': true },
    } as object);
    await people().updateOne({ 'scores.v': 5 }, { $set: { 'scores.$.best': true } });
    await people().updateOne({}, { $inc: { 'scores.$[low].v': 10 } }, { arrayFilters: [{ 'low.v': { $lt: 5 } }] });
    await people().updateOne({}, { $set: { 'scores.$[].seen': true } });
    expect(await people().findOne()).toEqual({
      _id: 1,
      tags: ['a', 'b', 'c'],
      scores: [
        { v: 11, seen: true },
        { v: 5, best: true, seen: true },
      ],
      n: 3,
      renamed: 1,
      deep: { er: true },
    });
  });

  it('adds an ObjectId to a set once, and pulls it by value', async () => {
    const [a, b] = [new ObjectId(), new ObjectId()];
    await people().insertOne({ friends: [a] });
    const again = await people().updateOne({}, { $addToSet: { friends: new ObjectId(a.toHexString()) } });
    expect(again.modifiedCount).toBe(0);
    await people().updateOne({}, { $addToSet: { friends: b } });
    await people().updateOne({}, { $pull: { friends: new ObjectId(a.toHexString()) } } as object);
    expect((await people().findOne())?.friends).toEqual([b]);
  });

  it('runs a pipeline on the document', async () => {
    await people().insertOne({ first: 'Ada', last: 'L' });
    await people().updateOne({}, [{ $set: { name: { $concat: ['$first', ' ', '$last'] } } }, { $unset: ['first'] }]);
    expect(await people().findOne({}, { projection: { _id: 0 } })).toEqual({ last: 'L', name: 'Ada L' });
  });

  it('replaces all but the _id, which cannot change', async () => {
    await people().insertOne({ _id: 1 as never, a: 1 });
    await people().replaceOne({ a: 1 }, { b: 2 });
    expect(await people().findOne()).toEqual({ _id: 1, b: 2 });
    const error = await rejection(people().updateOne({ b: 2 }, { $set: { _id: 2 as never } }));
    expect(error).toMatchObject({
      code: 66,
      message: "Performing an update on the path '_id' would modify the immutable field '_id'",
    });
    expect((await rejection(people().replaceOne({ b: 2 }, { _id: 3 as never }))).code).toBe(66);
  });

  it('upserts the filter’s equalities, the update and $setOnInsert', async () => {
    const update = { $set: { a: 1 }, $setOnInsert: { born: 'now' } };
    const first = await people().updateOne({ name: 'Ada', 'home.city': 'London', age: { $gt: 3 } }, update, {
      upsert: true,
    });
    expect(first).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
    expect(await people().findOne({ _id: first.upsertedId ?? new ObjectId() })).toEqual({
      _id: first.upsertedId,
      name: 'Ada',
      home: { city: 'London' },
      a: 1,
      born: 'now',
    });
    const second = await people().updateOne(
      { name: 'Ada' },
      { $set: { a: 2 }, $setOnInsert: { born: 'later' } },
      { upsert: true },
    );
    expect(second).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
    expect((await people().findOne())?.born).toBe('now');
  });

  it('upserts with the _id of the filter', async () => {
    const _id = new ObjectId();
    expect((await people().updateOne({ _id }, { $set: { a: 1 } }, { upsert: true })).upsertedId).toEqual(_id);
    const other = new ObjectId();
    expect((await people().replaceOne({ _id: other }, { b: 1 }, { upsert: true })).upsertedId).toEqual(other);
    expect(await people().findOne({ _id: other })).toEqual({ _id: other, b: 1 });
  });

  it.each<[rule: string, update: object, code: number, message: RegExp]>([
    ['an unknown operator', { $foo: { a: 1 } }, 9, /^Unknown modifier: \$foo\. Expected a valid update modifier/],
    [
      'the same path twice',
      { $set: { n: 1 }, $inc: { n: 1 } },
      40,
      /^Updating the path 'n' would create a conflict at 'n'/,
    ],
    [
      'arithmetic on text',
      { $inc: { name: 1 } },
      14,
      /^Cannot apply \$inc to a value of non-numeric type.*'name' of non-numeric type string/,
    ],
    [
      'pushing to a text',
      { $push: { name: 1 } },
      2,
      /^The field 'name' must be an array but is of type string in document/,
    ],
    [
      'a path below a text',
      { $set: { 'name.first': 1 } },
      28,
      /^Cannot create field 'first' in element \{name: "Ada"\}/,
    ],
  ])('refuses %s and leaves the document alone', async (_rule, update, code, message) => {
    await people().insertOne({ _id: 1 as never, name: 'Ada', n: 1, list: [1] });
    const error = await rejection(people().updateOne({}, update));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(await people().findOne()).toEqual({ _id: 1, name: 'Ada', n: 1, list: [1] });
  });
});

describe('delete', () => {
  it('removes the first match or all', async () => {
    await people().insertMany([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
    expect((await people().deleteOne({ a: 1 })).deletedCount).toBe(1);
    expect((await people().deleteMany({ a: 1 })).deletedCount).toBe(2);
    expect(await people().countDocuments()).toBe(1);
  });
});

describe('findAndModify', () => {
  it('answers the document before or after, projected', async () => {
    await people().insertOne({ _id: 1 as never, n: 1, x: 1 });
    expect(await people().findOneAndUpdate({ n: 1 }, { $inc: { n: 1 } })).toEqual({ _id: 1, n: 1, x: 1 });
    const after = await people().findOneAndUpdate(
      {},
      { $inc: { n: 1 } },
      { returnDocument: 'after', projection: { n: 1, _id: 0 } },
    );
    expect(after).toEqual({ n: 3 });
    expect(await people().findOneAndReplace({}, { y: 1 }, { returnDocument: 'after' })).toEqual({ _id: 1, y: 1 });
    expect(await people().findOneAndDelete({ y: 1 })).toEqual({ _id: 1, y: 1 });
    expect(await people().findOneAndDelete({ y: 1 })).toBeNull();
  });

  it('takes the first by sort, and says what it upserted', async () => {
    await people().insertMany([{ n: 1 }, { n: 3 }, { n: 2 }]);
    expect(await people().findOneAndDelete({}, { sort: { n: -1 } })).toMatchObject({ n: 3 });
    const result = await people().findOneAndUpdate(
      { n: 9 },
      { $set: { a: 1 } },
      { upsert: true, returnDocument: 'after', includeResultMetadata: true },
    );
    expect(result?.value).toMatchObject({ n: 9, a: 1 });
    expect(result?.lastErrorObject).toMatchObject({ n: 1, updatedExisting: false, upserted: result?.value?._id });
  });
});

it('runs a mixed bulkWrite', async () => {
  const result = await people().bulkWrite([
    { insertOne: { document: { _id: 1 as never, n: 1 } } },
    { updateOne: { filter: { n: 1 }, update: { $set: { n: 2 } } } },
    { replaceOne: { filter: { n: 7 }, replacement: { n: 7 }, upsert: true } },
    { deleteOne: { filter: { n: 2 } } },
  ]);
  expect(result).toMatchObject({
    insertedCount: 1,
    matchedCount: 1,
    modifiedCount: 1,
    deletedCount: 1,
    upsertedCount: 1,
  });
  expect(
    await people()
      .find({}, { projection: { _id: 0 } })
      .toArray(),
  ).toEqual([{ n: 7 }]);
});
