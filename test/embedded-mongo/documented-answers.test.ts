import { Binary, type Document, ObjectId } from 'mongodb';
import type mongooseNow from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { REAL_MONGODB, rejection, useDatabase } from './database.ts';

/* What MongoDB's documentation says, where the library behind the embedded database does otherwise. */

const database = useDatabase();
const things = () => database.db().collection<Document>('things');
beforeEach(() => things().deleteMany({}));

describe('an update of several paths through one array', () => {
  it.each([
    ['$', { 'a.k': 1 }, { $set: { 'a.$.x': 5, 'a.$.y': 6 } }, undefined, [{ k: 1, x: 5, y: 6 }, { k: 2 }]],
    [
      '$[]',
      {},
      { $set: { 'a.$[].x': 5, 'a.$[].y': 6 } },
      undefined,
      [
        { k: 1, x: 5, y: 6 },
        { k: 2, x: 5, y: 6 },
      ],
    ],
    ['$[e]', {}, { $set: { 'a.$[e].k': 9, 'a.$[e].y': 6 } }, [{ 'e.k': 2 }], [{ k: 1 }, { k: 9, y: 6 }]],
    [
      'two operators',
      { 'a.k': 2 },
      { $addToSet: { 'a.$.s': 7 }, $set: { 'a.$.y': 6 } },
      undefined,
      [{ k: 1 }, { k: 2, y: 6, s: [7] }],
    ],
    [
      '$ and its key',
      { 'a.k': 1 },
      { $set: { 'a.$.k': 3 }, $inc: { 'a.$.n': 1 } },
      undefined,
      [{ k: 3, n: 1 }, { k: 2 }],
    ],
    [
      '$ by $and',
      { $and: [{ 'a.k': 2 }] },
      { $unset: { 'a.$.k': '' }, $set: { 'a.$.z': 0 } },
      undefined,
      [{ k: 1 }, { z: 0 }],
    ],
  ])('changes all of them: %s', async (_name, filter, update, arrayFilters, expected) => {
    await things().insertOne({ a: [{ k: 1 }, { k: 2 }] });
    await things().updateOne(filter, update as Document, arrayFilters ? { arrayFilters } : {});
    expect((await things().findOne())?.a).toEqual(expected);
  });

  it.each([
    [{ $set: { 'a.$[e].x': 1 } }, [], /No array filter found for identifier 'e'/],
    [{ $set: { 'a.$[].x': 1 } }, [{ e: 1 }], /The array filter for identifier 'e' was not used/],
    [{ $set: { 'a.$[].x': 1, 'a.0.x': 2 } }, [], /would create a conflict at/],
    [{ $set: { 'b.$[].x': 1 } }, [], /The path 'b' must exist in the document/],
    [{ $set: { 'a.$.x': 1 } }, [], /The positional operator did not find the match/],
  ])('is refused where MongoDB refuses it: %j %j', async (update, arrayFilters, message) => {
    await things().insertOne({ a: [{ k: 1 }] });
    expect((await rejection(things().updateOne({}, update as Document, { arrayFilters }))).message).toMatch(message);
  });
});

it.each<[string, Document, unknown[], unknown[]]>([
  ['$or', { $or: [{ n: 'a' }, { n: 'b' }] }, [{ n: 'a' }, { n: 'b' }, { n: 'c' }], [{ n: 'c' }]],
  ['$and', { $and: [{ n: 'a' }, { m: 1 }] }, [{ n: 'a' }, { n: 'a', m: 1 }], [{ n: 'a' }]],
  ['$nor', { $nor: [{ n: 'a' }] }, [{ n: 'a' }, { n: 'b' }], [{ n: 'a' }]],
  ['fields', { n: 'a' }, [{ n: 'a', m: 1 }, { n: 'b' }, 'a'], [{ n: 'b' }, 'a']],
  ['an operator', { $gte: 2 }, [1, 2, 3], [1]],
])('$pull takes out what matches %s', async (_name, condition, before, after) => {
  await things().insertOne({ m: before });
  await things().updateOne({}, { $pull: { m: condition } } as Document);
  expect((await things().findOne())?.m).toEqual(after);
});

describe('a projection', () => {
  const document = { _id: 1, a: [1, 2, 3], b: { c: [1, 2] }, d: 'x' };
  beforeEach(async () => {
    await things().insertOne({ ...document } as Document);
  });
  it.each<[Document, Document]>([
    [{ a: { $slice: 1 } }, { ...document, a: [1] }],
    [{ a: { $slice: -1 } }, { ...document, a: [3] }],
    [{ a: { $slice: [1, 1] } }, { ...document, a: [2] }],
    [
      { a: { $slice: 1 }, d: 0 },
      { _id: 1, a: [1], b: { c: [1, 2] } },
    ],
    [{ 'b.c': { $slice: 1 } }, { ...document, b: { c: [1] } }],
    [
      { a: { $slice: 1 }, d: 1 },
      { _id: 1, a: [1], d: 'x' },
    ],
    [{ a: { $elemMatch: { $in: [2, 3] } } }, { _id: 1, a: [2] }],
    [{ a: { $elemMatch: { $gt: 9 } } }, { _id: 1 }],
    [
      { _id: 0, a: { $elemMatch: { $gt: 2 } }, d: 1 },
      { a: [3], d: 'x' },
    ],
  ])('%j', async (projection, expected) => {
    expect(await things().findOne({}, { projection })).toEqual(expected);
    expect(await things().findOne({})).toEqual(document);
  });
});

describe('a filter', () => {
  it.each<[Document, Document, number]>([
    [{ $type: 'objectId' }, { v: new ObjectId() }, 1],
    [{ $type: 7 }, { v: new ObjectId() }, 1],
    [{ $type: 'binData' }, { v: new Binary(Buffer.from([255])) }, 1],
    [{ $type: ['null', 'string'] }, { v: null }, 1],
    [{ $type: 'null' }, {}, 0],
    [{ $type: 'array' }, { v: [1] }, 1],
    [{ $type: 'string' }, { v: ['x'] }, 1],
    [{ $type: 'number' }, { v: 1.5 }, 1],
    [{ $not: { $type: 'objectId' } }, { v: 1 }, 1],
    [{ $all: [1] }, { v: 1 }, 1],
    [{ $all: [1, 2] }, { v: 1 }, 0],
    [{ $all: [1, 2], $ne: 3 }, { v: [1, 2] }, 1],
    [{ $all: [] }, { v: [] }, 0],
    [{ $all: [{ $elemMatch: { n: 1 } }, { $elemMatch: { n: 2 } }] }, { v: [{ n: 1 }, { n: 2 }] }, 1],
  ])('by %j of %j', async (condition, document, count) => {
    await things().insertOne(document);
    expect(await things().countDocuments({ v: condition })).toBe(count);
    expect(await things().find({ v: condition }).toArray()).toHaveLength(count);
  });

  it('asks for an _id by its type', async () => {
    await things().insertOne({ _id: null as never }, { forceServerObjectId: true });
    expect(await things().countDocuments({ _id: { $type: 'null' } })).toBe(1);
  });
});

it.each([
  [{ x: { $literal: '$bar' } }, '$bar'],
  [{ x: { $add: [1, 2] } }, 3],
  [{ x: 'plain' }, 'plain'],
])('the variables %j are evaluated once', async (variables, expected) => {
  await things().insertOne({ n: 1 });
  await things().updateMany({}, [{ $set: { y: '$$x' } }], { let: variables });
  expect((await things().findOne())?.y).toEqual(expected);
});

it('answers serverStatus and listDatabases', async () => {
  await things().insertOne({ n: 1 });
  const admin = database.db().admin();
  expect((await admin.serverStatus()).version).toMatch(/^\d+\.\d+\.\d+$/);
  const { databases } = await admin.listDatabases();
  expect(databases).toContainEqual(expect.objectContaining({ name: database.name, empty: false }));
});

describe.skipIf(REAL_MONGODB)('what the embedded database does not have', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['collation', () => things().find({ n: 'a' }).collation({ locale: 'en', strength: 1 }).toArray()],
    ['collation', () => things().updateOne({ n: 1 }, { $set: { n: 2 } }, { collation: { locale: 'en' } })],
    ['collation', () => things().deleteMany({ n: 'a' }, { collation: { locale: 'en' } })],
    ['collation', () => things().distinct('n', {}, { collation: { locale: 'en' } })],
    ['collation', () => things().countDocuments({ n: 'a' }, { collation: { locale: 'en' } })],
    ['collation', () => things().findOneAndUpdate({ n: 'a' }, { $set: { n: 1 } }, { collation: { locale: 'en' } })],
    ['collation', () => database.db().createCollection('c', { collation: { locale: 'en' } })],
    ['\\$near', () => things().findOne({ at: { $near: [0, 0] } })],
    ['\\$geoWithin', () => things().findOne({ at: { $geoWithin: { $center: [[0, 0], 1] } } })],
    ['\\$text', () => things().findOne({ $text: { $search: 'x' } })],
    ['\\$where', () => things().findOne({ $where: 'true' })],
  ])('is refused by its name: %s', async (name, ask) => {
    await things().insertOne({ n: 'a' });
    const { message, code } = await rejection(ask());
    expect(message).toMatch(new RegExp(`${name}.*not supported by the embedded database`));
    expect(code).toBe(115);
  });

  it('sorts by a collation of MongoDB’s spelling, and refuses one that there is not', async () => {
    await things().insertMany([{ s: 'b' }, { s: 'A' }]);
    const sorted = (locale: string) => things().find().collation({ locale }).sort({ s: 1 }).toArray();
    expect((await sorted('en_US')).map(({ s }) => s)).toEqual(['A', 'b']);
    expect((await rejection(sorted('x-nonsense-locale-'))).message).toMatch(/locale/);
  });
});

describe.each(['mongoose', 'mongoose-8'])('%s', (name) => {
  it('counts timestamps of children changed through $[], and pulls children without _id', async () => {
    const { createConnection, Schema } = ((await import(name)) as { default: typeof mongooseNow }).default;
    const connection = await createConnection(database.uri(), { dbName: database.name }).asPromise();
    try {
      const child = new Schema({ name: String }, { _id: false, timestamps: true });
      const Parent = connection.model('Parent', new Schema({ children: [child] }));
      const parent = await Parent.create({ children: [{ name: 'a' }, { name: 'b' }] });
      await Parent.updateOne({ _id: parent._id }, { $set: { 'children.$[].name': 'c' } });
      const changed = await Parent.findById(parent._id).orFail();
      expect(changed.children.map(({ name }) => name)).toEqual(['c', 'c']);
      changed.children.pull(changed.children[0]);
      await changed.save();
      const sliced = await Parent.findById(parent._id).slice('children', 1).orFail();
      expect(sliced.children.length).toBeLessThanOrEqual(1);
    } finally {
      await connection.close();
    }
  });
});
