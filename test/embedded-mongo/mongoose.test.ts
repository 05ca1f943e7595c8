import { type Connection, createConnection, Schema, Types } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rejection, useDatabase } from './database.ts';

const database = useDatabase();
let connection: Connection;
beforeAll(async () => {
  connection = await createConnection(database.uri(), { dbName: database.name }).asPromise();
  models = makeModels();
  await models.Todo.init();
});
afterAll(() => connection.close());

const todoSchema = new Schema(
  {
    title: { type: String, required: true },
    slug: { type: String, unique: true, sparse: true },
    done: { type: Boolean, default: false },
    tags: [String],
    list: { type: Schema.Types.ObjectId, ref: 'List' },
    steps: [{ text: String }],
    order: Number,
  },
  { timestamps: true },
);
const makeModels = () => ({
  Todo: connection.model('Todo', todoSchema),
  List: connection.model('List', new Schema({ name: String })),
});
let models: ReturnType<typeof makeModels>;

beforeEach(async () => {
  await models.Todo.deleteMany({});
});

it('saves new and changed documents, subdocuments and versions', async () => {
  const { Todo } = models;
  const todo = new Todo({ title: 'tea', steps: [{ text: 'boil' }] });
  await todo.save();
  const found = await Todo.findById(todo.id).orFail();
  expect(found.toObject()).toEqual(todo.toObject());
  expect(found.get('createdAt')).toBeInstanceOf(Date);
  found.set('done', true);
  found.get('steps').push({ text: 'pour' });
  await found.save();
  const again = await Todo.findById(String(todo._id)).lean();
  expect(again).toMatchObject({ done: true, steps: [{ text: 'boil' }, { text: 'pour' }], __v: 1 });
});

it('creates one or many, and deletes', async () => {
  const { Todo } = models;
  await Todo.create({ title: 'a' });
  await Todo.create([{ title: 'b' }, { title: 'c' }]);
  await Todo.insertMany([{ title: 'd' }, { title: 'e' }]);
  expect(await Todo.countDocuments()).toBe(5);
  expect(await Todo.deleteMany({ title: { $in: ['a', 'b'] } })).toMatchObject({ deletedCount: 2 });
  const c = await Todo.findOne({ title: 'c' }).orFail();
  await c.deleteOne();
  expect((await Todo.find().sort('title')).map(({ title }) => title)).toEqual(['d', 'e']);
});

it('updates in place and answers the new document', async () => {
  const { Todo } = models;
  const { _id } = await Todo.create({ title: 'a', order: 1 });
  expect(await Todo.updateOne({ _id }, { $inc: { order: 1 } })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
  const updated = await Todo.findOneAndUpdate(
    { _id },
    { title: 'b', $push: { tags: 'x' } },
    { returnDocument: 'after' },
  );
  expect(updated).toMatchObject({ title: 'b', order: 2 });
  expect(updated?.tags).toHaveLength(1);
  const made = await Todo.findOneAndUpdate({ title: 'new' }, { order: 3 }, { upsert: true, returnDocument: 'after' });
  expect(made).toMatchObject({ title: 'new', order: 3, done: false });
  expect(await Todo.findByIdAndDelete(_id)).toMatchObject({ title: 'b' });
  expect(await Todo.replaceOne({ title: 'new' }, { title: 'newer' })).toMatchObject({ modifiedCount: 1 });
});

it('runs bulkWrite and bulkSave', async () => {
  const { Todo } = models;
  const result = await Todo.bulkWrite([
    { insertOne: { document: { title: 'a' } } },
    { updateOne: { filter: { title: 'a' }, update: { $set: { done: true } } } },
    { updateOne: { filter: { title: 'z' }, update: { $set: { done: true } }, upsert: true } },
    { deleteOne: { filter: { title: 'z' } } },
  ]);
  expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 });
  const todos = await Todo.find();
  for (const todo of todos) todo.set('order', 7);
  await Todo.bulkSave([...todos, new Todo({ title: 'b' })]);
  expect(await Todo.find({ order: 7 }).countDocuments()).toBe(1);
  expect(await Todo.countDocuments()).toBe(2);
});

it('aggregates, counts, lists distinct values and populates', async () => {
  const { Todo, List } = models;
  const list = await List.create({ name: 'home' });
  await Todo.create([
    { title: 'a', list: list._id, order: 1 },
    { title: 'b', list: list._id, order: 2 },
    { title: 'c' },
  ]);
  const sums = await Todo.aggregate([
    { $match: { list: list._id } },
    { $group: { _id: '$list', sum: { $sum: '$order' } } },
  ]);
  expect(sums).toEqual([{ _id: list._id, sum: 3 }]);
  expect(await Todo.distinct('title', { list: list._id })).toEqual(['a', 'b']);
  expect(await Todo.countDocuments({ list: list.id })).toBe(2);
  expect(await Todo.exists({ title: 'c' })).toBeTruthy();
  const todo = await Todo.findOne({ title: 'a' }).populate<{ list: { name: string } }>('list').orFail();
  expect(todo.list.name).toBe('home');
  let seen = 0;
  for await (const each of Todo.find().cursor({ batchSize: 1 })) seen += each.title ? 1 : 0;
  expect(seen).toBe(3);
});

it('reports a unique index violated with code and keyValue', async () => {
  const { Todo } = models;
  await Todo.create({ title: 'a', slug: 's' });
  const error = await rejection(Todo.create({ title: 'b', slug: 's' }));
  expect(error).toMatchObject({
    name: 'MongoServerError',
    code: 11000,
    keyPattern: { slug: 1 },
    keyValue: { slug: 's' },
  });
});

it('notices a document saved over an older version', async () => {
  const { Todo } = models;
  const { _id } = await Todo.create({ title: 'a', tags: ['x', 'y'] });
  const [mine, theirs] = [await Todo.findById(_id).orFail(), await Todo.findById(_id).orFail()];
  theirs.set('tags', ['z']);
  await theirs.save();
  mine.set('tags', ['q']);
  expect((await rejection(mine.save())).name).toBe('VersionError');
  expect(await Todo.findById(new Types.ObjectId())).toBeNull();
});

it('brings the indexes to what the schema says', async () => {
  const { Todo } = models;
  await Todo.collection.createIndex({ order: 1 });
  expect(await Todo.diffIndexes()).toMatchObject({ toDrop: ['order_1'] });
  expect(await Todo.syncIndexes()).toEqual(['order_1']);
  expect((await Todo.listIndexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'slug_1']);
  expect(await Todo.syncIndexes()).toEqual([]);
});
