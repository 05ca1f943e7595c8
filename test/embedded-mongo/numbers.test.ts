import { Decimal128, type Document, Double, Int32, Long } from 'mongodb';
import type mongooseNow from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { REAL_MONGODB, rejection, useDatabase } from './database.ts';

/* The types of numbers: https://www.mongodb.com/docs/manual/reference/bson-types/ */

const database = useDatabase();
const things = () => database.db().collection<Document>('numbers');
/** Documents with their numbers as BSON has them. */
const typed = { promoteValues: false, promoteLongs: false } as const;
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const long = (text: string | number): Long => Long.fromString(String(text));
const insert = (documents: Document[]) => things().insertMany(documents);
const update = (change: Document) => things().updateOne({}, change);
beforeEach(() => things().deleteMany({}));

/** A number's type and value: `long 5`. */
function told(value: unknown): unknown {
  if (value instanceof Int32) return `int ${value.valueOf()}`;
  if (value instanceof Double) return `double ${value.valueOf()}`;
  if (value instanceof Long) return `long ${value.toString()}`;
  if (value instanceof Decimal128) return `decimal ${value.toString()}`;
  if (Array.isArray(value)) return value.map(told);
  return value;
}

async function stored(field = 'n'): Promise<unknown> {
  return told((await things().findOne({}, typed))?.[field]);
}

async function computed(expression: unknown): Promise<unknown> {
  const [document] = await things()
    .aggregate([{ $project: { _id: 0, r: expression } }], typed)
    .toArray();
  return told(document?.r);
}

const EACH: [string, unknown][] = [
  ['int 5', new Int32(5)],
  ['double 5', new Double(5)],
  ['double 0', new Double(0)],
  ['double 5.5', 5.5],
  ['long 5', long(5)],
  ['long 9223372036854775807', Long.MAX_VALUE],
  ['long -9223372036854775808', Long.MIN_VALUE],
  ['decimal 5', decimal('5')],
  ['decimal 1.50', decimal('1.50')],
];

describe('the type of a number', () => {
  it.each(EACH)('is kept: %s', async (as, value) => {
    await things().insertOne({ n: value, list: [value, { deep: value }] });
    expect(await stored()).toBe(as);
    await update({ $set: { other: 1 } });
    await update({ $push: { list: 'x' } });
    await things().updateOne({}, [{ $set: { another: '$other' } }]);
    await update({ $rename: { n: 'm' } });
    const kept = await things().findOne({}, { ...typed, projection: { m: 1, list: 1, _id: 0 } });
    expect(told(kept?.m)).toBe(as);
    expect(told(kept?.list[0])).toBe(as);
    expect(told(kept?.list[1].deep)).toBe(as);
    const pipeline = [
      { $unwind: '$list' },
      { $limit: 1 },
      { $group: { _id: '$m', all: { $push: '$list' }, max: { $max: '$m' } } },
    ];
    const [grouped] = await things().aggregate(pipeline, typed).toArray();
    expect([told(grouped?._id), told(grouped?.all), told(grouped?.max)]).toEqual([as, [as], as]);
    const [distinct] = await database
      .db()
      .command({ distinct: 'numbers', key: 'm', query: {} }, typed)
      .then(({ values }) => values);
    expect(told(distinct)).toBe(as);
  });

  it.each(EACH)('is found by $type: %s', async (as, value) => {
    await things().insertOne({ n: value });
    const type = as.split(' ')[0] ?? '';
    for (const asked of ['int', 'long', 'double', 'decimal']) {
      expect(await things().countDocuments({ n: { $type: asked } })).toBe(asked === type ? 1 : 0);
    }
    const number = { int: 16, long: 18, double: 1, decimal: 19 }[type] ?? 0;
    expect(await things().countDocuments({ n: { $type: number } })).toBe(1);
    expect(await things().countDocuments({ n: { $type: 'number' } })).toBe(1);
    expect(await computed({ $type: '$n' })).toBe(type);
  });

  it('changes with a $set of the same value in another type, which counts as modified', async () => {
    await things().insertOne({ n: 5 });
    const same = await update({ $set: { n: new Int32(5) } });
    const other = await update({ $set: { n: new Double(5) } });
    const another = await update({ $set: { n: long(5) } });
    expect([same, other, another].map(({ modifiedCount }) => modifiedCount)).toEqual([0, 1, 1]);
    expect(await stored()).toBe('long 5');
  });
});

describe('an update that computes', () => {
  it.each<[string, unknown, Document, string]>([
    ['$inc of an int', 1, { $inc: { n: 2 } }, 'int 3'],
    ['$inc of an int by a long', 1, { $inc: { n: long(2) } }, 'long 3'],
    ['$inc of an int by a double', 1, { $inc: { n: new Double(2) } }, 'double 3'],
    ['$inc of a double to a whole number', 1.5, { $inc: { n: 1.5 } }, 'double 3'],
    ['$inc of an int beyond 32 bits', 2147483647, { $inc: { n: 1 } }, 'long 2147483648'],
    ['$inc of a long beyond 2^53', long('9007199254740993'), { $inc: { n: 2 } }, 'long 9007199254740995'],
    ['$inc of a decimal', decimal('0.1'), { $inc: { n: decimal('0.2') } }, 'decimal 0.3'],
    ['$inc of a decimal by a double', decimal('1'), { $inc: { n: 0.1 } }, 'decimal 1.1'],
    ['$inc of nothing', undefined, { $inc: { n: long(2) } }, 'long 2'],
    ['$mul of an int', 3, { $mul: { n: 4 } }, 'int 12'],
    ['$mul of a long', long(3), { $mul: { n: 4 } }, 'long 12'],
    ['$mul of a decimal', decimal('1.50'), { $mul: { n: 3 } }, 'decimal 4.50'],
    ['$mul of nothing', undefined, { $mul: { n: new Double(4) } }, 'double 0'],
    ['$min', 5, { $min: { n: long(4) } }, 'long 4'],
    ['$max of an equal number', long(5), { $max: { n: 5 } }, 'long 5'],
    ['$max', 5, { $max: { n: decimal('5.01') } }, 'decimal 5.01'],
    ['$bit', long(5), { $bit: { n: { or: new Int32(2) } } }, 'long 7'],
    ['a pipeline', long(5), [{ $set: { n: { $add: ['$n', 1] } } }] as unknown as Document, 'long 6'],
  ])('gives MongoDB’s type: %s', async (_what, value, change, expected) => {
    await things().insertOne(value === undefined ? {} : { n: value });
    await update(change);
    expect(await stored()).toBe(expected);
  });

  it('refuses a long that overflows', async () => {
    await things().insertOne({ n: Long.MAX_VALUE });
    const { code, message } = await rejection(update({ $inc: { n: 1 } }));
    expect({ code, message }).toEqual({ code: 2, message: expect.stringContaining('Failed to apply $inc') });
    expect(await stored()).toBe('long 9223372036854775807');
  });

  it('holds numbers equal in $addToSet, $pull and $pullAll, and keeps the types of the rest', async () => {
    await things().insertOne({ n: [long(1), new Double(2), 3] });
    await update({ $addToSet: { n: { $each: [1, 2, new Double(4), long(4)] } } });
    expect(await stored()).toEqual(['long 1', 'double 2', 'int 3', 'long 4']);
    await update({ $pull: { n: 1 } });
    await update({ $pullAll: { n: [new Double(3)] } });
    await update({ $push: { n: { $each: [long(0)], $sort: long(1), $slice: new Double(2) } } });
    expect(await stored()).toEqual(['long 0', 'double 2']);
  });
});

/** https://www.mongodb.com/docs/manual/tutorial/model-monetary-data/ and the shell's page on data types */
describe('numbers of different types', () => {
  const documented = [
    { _id: 1, val: decimal('9.99') },
    { _id: 2, val: 9.99 },
    { _id: 3, val: new Double(10) },
    { _id: 4, val: long(10) },
    { _id: 5, val: decimal('10.0') },
    { _id: 6, val: new Int32(10) },
  ];
  const ids = async (filter: Document): Promise<unknown[]> =>
    (await things().find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

  it('are compared by their value', async () => {
    await insert(documented);
    expect(await ids({ val: 9.99 })).toEqual([2]);
    expect(await ids({ val: decimal('9.99') })).toEqual([1]);
    expect(await ids({ val: 10 })).toEqual([3, 4, 5, 6]);
    expect(await ids({ val: decimal('10') })).toEqual([3, 4, 5, 6]);
    expect(await ids({ val: { $in: [long(10)] } })).toEqual([3, 4, 5, 6]);
    expect(await ids({ val: { $nin: [10] } })).toEqual([1, 2]);
    expect(await ids({ val: { $ne: decimal('10') } })).toEqual([1, 2]);
    expect(await ids({ val: { $gt: 9.9 } })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await ids({ val: { $lt: decimal('9.995') } })).toEqual([1, 2]);
    expect(await ids({ val: { $mod: [3, 1] } })).toContain(4);
    expect(await ids({ $expr: { $eq: ['$val', long(10)] } })).toEqual([3, 4, 5, 6]);
  });

  it('are exact beyond 2^53 and beyond 15 digits', async () => {
    const values = [
      long('9007199254740993'),
      2 ** 53,
      decimal('9007199254740992.5'),
      decimal('1E-6000'),
      0,
      decimal('Infinity'),
      decimal('0.1234567890123456789012345678901234'),
      decimal('0.1234567890123456789012345678901233'),
    ];
    await insert(values.map((val, _id) => ({ _id, val })));
    const sorted = await things().find().sort({ val: 1 }).toArray();
    expect(sorted.map(({ _id }) => _id)).toEqual([4, 3, 7, 6, 1, 2, 0, 5]);
    expect(await ids({ val: { $gt: long('9007199254740992') } })).toEqual([0, 2, 5]);
  });

  it('are one group, one look-up, one _id and one entry of a unique index', async () => {
    await insert(documented);
    const groups = await things()
      .aggregate([{ $group: { _id: '$val', count: { $sum: 1 } } }, { $sort: { count: -1 } }])
      .toArray();
    expect(groups.map(({ count }) => count)).toEqual([4, 1, 1]);
    const [found] = await things()
      .aggregate([
        { $match: { _id: 4 } },
        {
          $lookup: {
            from: 'numbers',
            localField: 'val',
            foreignField: 'val',
            as: 'same',
            pipeline: [{ $match: { _id: { $ne: 3 } } }],
          },
        },
      ])
      .toArray();
    expect(found?.same.map(({ _id }: Document) => _id)).toEqual([4, 5, 6]);
    expect((await rejection(insert([{ _id: long(3) }]))).code).toBe(11000);
    const unique = database.db().collection('unique_numbers');
    await unique.createIndex({ n: 1 }, { unique: true });
    await unique.insertOne({ n: 1 });
    expect((await rejection(unique.insertOne({ n: decimal('1.0') }))).code).toBe(11000);
  });

  it('are ordered together, and further keys order what is equal', async () => {
    await insert([
      { n: long(1), m: 2 },
      { n: 1, m: 1 },
      { n: new Double(1), m: 3 },
      { n: 0.5, m: 4 },
    ]);
    const sorted = await things().find().sort({ n: 1, m: -1 }).toArray();
    expect(sorted.map(({ m }) => m)).toEqual([4, 3, 2, 1]);
  });
});

describe('an expression', () => {
  it.each<[string, unknown, string | number | boolean | null]>([
    ['sum of ints', { $add: [1, 2] }, 'int 3'],
    ['sum of ints beyond 32 bits', { $add: [2147483647, 1] }, 'long 2147483648'],
    ['sum with a long', { $add: ['$l', 1] }, 'long 6'],
    ['sum with a double', { $add: ['$d', 1] }, 'double 6'],
    ['sum with a decimal', { $add: ['$c', '$d'] }, 'decimal 6.50'],
    ['sum with null', { $add: ['$l', null] }, null],
    ['difference', { $subtract: ['$l', 1] }, 'long 4'],
    ['product', { $multiply: ['$d', 2] }, 'double 10'],
    ['quotient', { $divide: [4, 2] }, 'double 2'],
    ['remainder', { $mod: ['$l', 3] }, 'long 2'],
    ['rounded', { $round: ['$h', 0] }, 'double 2'],
    ['absolute', { $abs: '$l' }, 'long 5'],
    ['power', { $pow: ['$l', 2] }, 'long 25'],
    ['condition', { $cond: ['$z', 'yes', '$l'] }, 'long 5'],
    ['truth of a zero', { $and: ['$z', true] }, false],
    ['equality', { $eq: ['$l', '$d'] }, true],
    ['order', { $gt: ['$c', 1] }, true],
    ['membership', { $in: [5, ['$l']] }, true],
    ['filter', { $size: { $filter: { input: ['$z', '$l'], cond: '$$this' } } }, 'int 1'],
    ['element', { $arrayElemAt: [['$d', '$l'], long(1)] }, 'long 5'],
    ['union', { $setUnion: [['$l'], ['$d']] }, ['long 5'] as unknown as string],
    ['greatest', { $max: ['$l', 4] }, 'long 5'],
    ['sum of a list', { $sum: ['$l', '$d', 1] }, 'double 11'],
    ['average', { $avg: ['$l', 7] }, 'double 6'],
    ['to int', { $toInt: '$l' }, 'int 5'],
    ['to long', { $toLong: '9007199254740993' }, 'long 9007199254740993'],
    ['to double', { $toDouble: '$l' }, 'double 5'],
    ['to decimal', { $toDecimal: '$h' }, 'decimal 1.5'],
    ['to text', { $toString: '$l' }, '5'],
    ['converted', { $convert: { input: 'x', to: 'int', onError: '$l' } }, 'long 5'],
    ['default', { $ifNull: ['$none', '$d'] }, 'double 5'],
    ['literal', { $literal: long(7) }, 'long 7'],
    ['is a number', { $isNumber: '$c' }, true],
  ])('keeps the type of a number: %s', async (_what, expression, expected) => {
    await things().insertOne({ l: long(5), d: new Double(5), z: new Double(0), h: 1.5, c: decimal('1.50') });
    expect(await computed(expression)).toEqual(expected);
  });

  it('adds up groups in the widest type', async () => {
    await insert([
      { k: 'l', n: long(1) },
      { k: 'l', n: 2 },
      { k: 'd', n: 1.5 },
      { k: 'd', n: 2.5 },
      { k: 'c', n: decimal('0.1') },
      { k: 'c', n: decimal('0.2') },
    ]);
    const groups = await things()
      .aggregate([{ $group: { _id: '$k', sum: { $sum: '$n' } } }, { $sort: { _id: 1 } }], typed)
      .toArray();
    expect(groups.map(({ sum }) => told(sum))).toEqual(['decimal 0.3', 'double 4', 'long 3']);
  });

  it.skipIf(REAL_MONGODB).each<[string, Document[]]>([
    ['$divide', [{ $project: { r: { $divide: ['$c', 2] } } }]],
    ['$sqrt', [{ $project: { r: { $sqrt: '$c' } } }]],
    ['$abs', [{ $project: { r: { $abs: '$m' } } }]],
    ['$median', [{ $group: { _id: null, r: { $median: { input: '$c', method: 'approximate' } } } }]],
    ['$bucketAuto', [{ $bucketAuto: { groupBy: '$c', buckets: 2 } }]],
  ])('refuses by its name what would lose a type: %s', async (name, pipeline) => {
    await things().insertOne({ c: decimal('1.5'), m: Long.MAX_VALUE });
    const { message, code } = await rejection(things().aggregate(pipeline).toArray());
    expect(message).toMatch(new RegExp(`\\${name} .*not supported by the embedded database`));
    expect(code).toBe(115);
  });
});

/** https://mongoosejs.com/docs/schematypes.html : BigInt, Double, Int32, Decimal128 */
describe.each(['mongoose', 'mongoose-8'])('%s', (name) => {
  it('keeps the types of its schema', async () => {
    const { createConnection, Schema } = ((await import(name)) as { default: typeof mongooseNow }).default;
    const connection = await createConnection(database.uri(), { dbName: database.name }).asPromise();
    try {
      const Question = connection.model(
        `Question_${name}`,
        new Schema({
          answer: BigInt,
          double: Schema.Types.Double,
          int32: Schema.Types.Int32,
          price: Schema.Types.Decimal128,
        }),
      );
      const question = new Question({ answer: 42n, double: 5, int32: 7, price: '9.90' });
      await question.save();
      expect(typeof question.answer).toBe('bigint');
      expect((await Question.findOne().where('answer').equals(42n).orFail()).answer).toBe(42n);
      const [raw] = await Question.collection.find({}, { useBigInt64: true }).toArray();
      expect(raw?.answer).toBe(42n);
      expect(await Question.countDocuments({ double: { $type: 'double' }, int32: { $type: 'int' } })).toBe(1);
      expect(
        await Question.countDocuments({ answer: { $type: 'long' } })
          .where('price')
          .gt(9),
      ).toBe(1);
      await Question.updateOne({}, { $inc: { answer: 1n, price: 0.1 } });
      const after = await Question.findOne().orFail();
      expect([after.answer, String(after.price)]).toEqual([43n, '10.00']);
    } finally {
      await connection.close();
    }
  });
});
