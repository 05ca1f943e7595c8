import { Binary, ObjectId } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { rejection, useDatabase } from './database.ts';

const database = useDatabase();
const items = () => database.db().collection('items');
beforeEach(async () => {
  await items().deleteMany({});
});

const range = (length: number) => Array.from({ length }, (_, n) => ({ n }));

describe('find', () => {
  it('compares ObjectIds and dates by value', async () => {
    const ids = [1, 2, 3].map((n) => new ObjectId(`65a00000000000000000000${n}`));
    const [first, second, third] = ids;
    await items().insertMany(ids.map((ref, n) => ({ ref, at: new Date(n * 1000) })));
    const refs = async (filter: object) =>
      (await items().find(filter).sort({ ref: 1 }).toArray()).map(({ ref }) => ref);
    expect(await refs({ ref: second })).toEqual([second]);
    expect(await refs({ ref: { $in: [first, third] } })).toEqual([first, third]);
    expect(await refs({ ref: { $ne: second } })).toEqual([first, third]);
    expect(await refs({ ref: { $gt: first } })).toEqual([second, third]);
    expect(await refs({ at: { $gte: new Date(1000) } })).toEqual([second, third]);
    expect(
      await items()
        .find()
        .sort({ ref: -1 })
        .map(({ ref }) => ref)
        .toArray(),
    ).toEqual([third, second, first]);
  });

  it('tells binaries apart whose bytes are no UTF-8', async () => {
    const [a, b] = [200, 201].map((byte) => new Binary(Buffer.from([byte])));
    await items().insertMany([{ a }, { a: b }]);
    expect(await items().countDocuments({ a: b })).toBe(1);
  });

  it('filters, projects, sorts, skips and limits', async () => {
    await items().insertMany(range(10));
    const found = items().find({ n: { $gte: 2 } }, { projection: { _id: 0, n: 1 } });
    expect(await found.sort({ n: -1 }).skip(1).limit(3).toArray()).toEqual([{ n: 8 }, { n: 7 }, { n: 6 }]);
  });

  it('projects elements of arrays, and keeps _id first', async () => {
    await items().insertOne({ _id: 1 as never, s: 'x', list: [{ k: 1 }, { k: 2 }] });
    const found = await items().findOne({ 'list.k': 2 }, { projection: { 'list.$': 1 } });
    expect(Object.entries(found ?? {})).toEqual([
      ['_id', 1],
      ['list', [{ k: 2 }]],
    ]);
    expect(await items().findOne({}, { projection: { list: { $slice: 1 }, _id: 0 } })).toMatchObject({
      list: [{ k: 1 }],
    });
    expect(await items().findOne({}, { projection: { 'list.k': 0, s: 0 } })).toEqual({ _id: 1, list: [{}, {}] });
  });

  it.each<[rule: string, filter: object, expected: number]>([
    ['a regular expression', { s: { $regex: '^A', $options: 'i' } }, 1],
    ['a regular expression among values', { s: { $in: [/^a/, 'z'] } }, 1],
    ['an element of an array', { list: { $elemMatch: { k: { $gt: 1 } } } }, 1],
    ['null for null and missing fields', { missing: null, nothing: null }, 1],
    ['size and all', { numbers: { $size: 3, $all: [1, 2] } }, 1],
    ['the type', { at: { $type: 'date' } }, 1],
    ['an expression', { $expr: { $eq: ['$s', 'abc'] } }, 1],
    ['or, nor, not', { $or: [{ s: 'abc' }], $nor: [{ s: 'x' }], numbers: { $not: { $size: 1 } } }, 1],
    ['an embedded document, fields in order', { nested: { a: 1, b: 2 } }, 1],
    ['a number, not its text', { 'nested.a': '1' }, 0],
  ])('matches %s', async (_rule, filter, expected) => {
    await items().insertOne({
      s: 'abc',
      nothing: null,
      numbers: [3, 1, 2],
      list: [{ k: 1 }, { k: 2 }],
      at: new Date(5),
      nested: { a: 1, b: 2 },
    });
    expect(await items().countDocuments(filter)).toBe(expected);
  });

  it('answers documents of its own: what the client does to them is not stored', async () => {
    await items().insertOne({ list: [1] });
    const found = await items().findOne();
    found?.list.push(2);
    expect((await items().findOne())?.list).toEqual([1]);
  });

  it('sorts without regard to case where the collation says so', async () => {
    await items().insertMany([{ s: 'b' }, { s: 'A' }, { s: 'C' }]);
    const sorted = await items().find().collation({ locale: 'en', strength: 2 }).sort({ s: 1 }).toArray();
    expect(sorted.map(({ s }) => s)).toEqual(['A', 'b', 'C']);
  });

  it('refuses an unknown operator', async () => {
    expect(
      await rejection(
        items()
          .find({ a: { $foo: 1 } })
          .toArray(),
      ),
    ).toMatchObject({
      code: 2,
      codeName: 'BadValue',
      message: 'unknown operator: $foo',
    });
  });
});

describe('cursors', () => {
  it('gives the results in batches', async () => {
    await items().insertMany(range(1000));
    expect(await items().find().batchSize(7).toArray()).toHaveLength(1000);
    expect(await items().find().toArray()).toHaveLength(1000);
    expect(await items().find().batchSize(7).limit(20).toArray()).toHaveLength(20);
    expect(
      await items()
        .aggregate([{ $match: {} }], { batchSize: 7 })
        .toArray(),
    ).toHaveLength(1000);
  });

  it('keeps a batch below 16 MiB', async () => {
    const text = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 40; n += 1) await items().insertOne({ n, text });
    expect((await items().find().toArray()).map(({ n }) => n)).toEqual(range(40).map(({ n }) => n));
  });

  it('has no more to give after killCursors', async () => {
    await items().insertMany(range(10));
    const { cursor } = await database.db().command({ find: 'items', batchSize: 2 });
    expect(cursor.firstBatch).toHaveLength(2);
    const killed = await database.db().command({ killCursors: 'items', cursors: [cursor.id] });
    expect(killed).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [], ok: 1 });
    const error = await rejection(database.db().command({ getMore: cursor.id, collection: 'items' }));
    expect(error).toMatchObject({ code: 43, codeName: 'CursorNotFound', message: `cursor id ${cursor.id} not found` });
  });

  it('answers singleBatch without a cursor', async () => {
    await items().insertMany(range(10));
    const { cursor } = await database.db().command({ find: 'items', batchSize: 2, singleBatch: true });
    expect(Number(cursor.id)).toBe(0);
  });

  it('refuses to tail a collection that is not capped', async () => {
    await items().insertOne({});
    const tail = database.db().command({ find: 'items', tailable: true });
    expect(String((await rejection(tail)).message)).toMatch(/tailable/i);
  });
});

describe('aggregate', () => {
  it('groups by ObjectId', async () => {
    const [a, b] = [new ObjectId(), new ObjectId()];
    await items().insertMany([
      { by: a, n: 1 },
      { by: b, n: 2 },
      { by: a, n: 3 },
    ]);
    const groups = await items()
      .aggregate([{ $group: { _id: '$by', n: { $sum: '$n' } } }, { $sort: { n: 1 } }])
      .toArray();
    expect(groups).toEqual([
      { _id: b, n: 2 },
      { _id: a, n: 4 },
    ]);
  });

  it('looks up another collection by ObjectId', async () => {
    const _id = new ObjectId();
    await database.db().collection('owners').insertOne({ _id, name: 'Ada' });
    await items().insertOne({ owner: _id });
    const [joined] = await items()
      .aggregate([{ $lookup: { from: 'owners', localField: 'owner', foreignField: '_id', as: 'owners' } }])
      .toArray();
    expect(joined?.owners).toEqual([{ _id, name: 'Ada' }]);
  });

  it('leaves what is stored alone', async () => {
    await items().insertOne({ _id: 1 as never, a: { b: 1 }, l: [{ c: 1 }] });
    await items()
      .aggregate([{ $set: { 'a.b': 2, 'l.c': 2 } }, { $unwind: '$l' }, { $set: { 'l.d': 1 } }])
      .toArray();
    expect(await items().findOne()).toEqual({ _id: 1, a: { b: 1 }, l: [{ c: 1 }] });
  });

  it('leaves what a look-up found alone', async () => {
    await database
      .db()
      .collection('found')
      .insertOne({ _id: 1 as never, deep: { n: 1 } });
    await items().insertOne({ ref: 1 });
    const [changed] = await items()
      .aggregate([
        { $lookup: { from: 'found', localField: 'ref', foreignField: '_id', as: 'found' } },
        { $unwind: '$found' },
        { $set: { 'found.deep.n': 2 } },
      ])
      .toArray();
    expect(changed?.found).toEqual({ _id: 1, deep: { n: 2 } });
    expect(await database.db().collection('found').findOne()).toEqual({ _id: 1, deep: { n: 1 } });
  });

  it('refuses an unknown stage', async () => {
    expect(
      await rejection(
        items()
          .aggregate([{ $foo: 1 }])
          .toArray(),
      ),
    ).toMatchObject({
      code: 40324,
      message: "Unrecognized pipeline stage name: '$foo'",
    });
  });
});

it('counts and lists distinct values, array elements each', async () => {
  const id = new ObjectId();
  await items().insertMany([{ t: ['a', 'b'], id }, { t: 'b', id }, { t: 'c', deep: [{ x: 1 }, { x: 2 }] }, {}]);
  expect((await items().distinct('t')).sort()).toEqual(['a', 'b', 'c']);
  expect(await items().distinct('id')).toEqual([id]);
  expect((await items().distinct('deep.x')).sort()).toEqual([1, 2]);
  expect(await items().estimatedDocumentCount()).toBe(4);
  expect(await items().countDocuments({ t: 'b' }, { skip: 1 })).toBe(1);
});
