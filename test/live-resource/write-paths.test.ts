import { type HydratedDocument, type Model, Schema } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { attachListenersToModel } from '../../devserver/live-resource/index.ts';
import { testConnection } from './database.ts';

interface Note {
  text: string;
  tags: string[];
  count: number;
  _v?: number;
}
/** Event, text, version. */
type Told = [event: string, text: string, version: number | undefined];
type NoteModel = Model<Note>;

const connection = testConnection('write-paths');
const Note: NoteModel = connection.model<Note>(
  'Note',
  new Schema<Note>({ text: { type: String, required: true }, tags: [String], count: { type: Number, default: 0 } }),
);
const told: Told[] = [];
const bodies: { _id: unknown }[] = [];
const errors: unknown[] = [];

function listener(event: string) {
  return (note: HydratedDocument<Note>) => {
    told.push([event, note.text, note._v]);
    if (event !== 'remove') bodies.push(note.toObject());
  };
}
// After the model is compiled: that is the harder case.
const attached = attachListenersToModel(Note, {
  onCreate: listener('create'),
  onUpdate: listener('update'),
  onRemove: listener('remove'),
  onError: (error) => errors.push(error),
});

async function find(text: string): Promise<HydratedDocument<Note>> {
  return Note.findOne({ text }).orFail();
}

/** a, b and c, each version 1, and nothing told yet. */
beforeEach(async () => {
  await Note.deleteMany({});
  await Note.create([{ text: 'a' }, { text: 'b' }, { text: 'c' }], { ordered: true });
  for (const list of [told, bodies, errors]) list.length = 0;
});

interface Path {
  path: string;
  write: () => Promise<unknown>;
  told: Told[];
  /** One command: the documents are reported in no order that means anything. */
  anyOrder?: true;
}

const PATHS: Path[] = [
  { path: 'save of a new document', write: () => new Note({ text: 'd' }).save(), told: [['create', 'd', 1]] },
  {
    path: 'save of a modified document',
    write: async () => (await find('b')).set('text', 'B').save(),
    told: [['update', 'B', 2]],
  },
  { path: 'save of an unmodified document', write: async () => (await find('b')).save(), told: [] },
  {
    path: 'save of an array, with its position',
    write: async () => {
      const note = await find('b');
      note.tags.push('x');
      await note.save();
      note.tags = ['y'];
      return note.save();
    },
    told: [
      ['update', 'b', 2],
      ['update', 'b', 3],
    ],
  },
  {
    path: 'save with middleware off',
    write: () => new Note({ text: 'd' }).save({ middleware: false } as object),
    told: [['create', 'd', 1]],
  },
  {
    path: 'create',
    write: () => Note.create([{ text: 'd' }, { text: 'e' }], { ordered: true }),
    told: [
      ['create', 'd', 1],
      ['create', 'e', 1],
    ],
  },
  { path: 'Model.insertOne', write: () => Note.insertOne({ text: 'd' }), told: [['create', 'd', 1]] },
  {
    path: 'insertMany',
    write: () => Note.insertMany([{ text: 'd' }, { text: 'e' }]),
    told: [
      ['create', 'd', 1],
      ['create', 'e', 1],
    ],
  },
  {
    path: 'insertMany, lean and raw',
    write: () => Note.insertMany([{ text: 'd' }], { lean: true, rawResult: true }),
    told: [['create', 'd', 1]],
  },
  {
    path: 'insertMany, unordered, some invalid and some duplicates',
    write: async () => {
      const { _id } = await find('a');
      const notes = [{ text: 'd' }, {}, { _id, text: 'twin' }, { text: 'e' }];
      await expect(Note.insertMany(notes, { ordered: false })).rejects.toThrow('E11000');
    },
    told: [
      ['create', 'd', 1],
      ['create', 'e', 1],
    ],
  },
  {
    path: 'insertMany, ordered, that fails in the middle',
    write: async () => {
      const { _id } = await find('a');
      await expect(Note.insertMany([{ text: 'd' }, { _id, text: 'twin' }, { text: 'e' }])).rejects.toThrow('E11000');
    },
    told: [['create', 'd', 1]],
  },
  {
    path: 'bulkSave: new, modified and unmodified',
    anyOrder: true,
    write: async () => Note.bulkSave([new Note({ text: 'd' }), (await find('b')).set('text', 'B'), await find('c')]),
    told: [
      ['update', 'B', 2],
      ['create', 'd', 1],
    ],
  },
  {
    path: 'document.updateOne',
    write: async () => (await find('b')).updateOne({ count: 5 }),
    told: [['update', 'b', 2]],
  },
  { path: 'document.deleteOne', write: async () => (await find('b')).deleteOne(), told: [['remove', 'b', 1]] },
  { path: 'updateOne', write: () => Note.updateOne({ text: 'b' }, { count: 5 }), told: [['update', 'b', 2]] },
  { path: 'updateOne that matches nothing', write: () => Note.updateOne({ text: 'z' }, { count: 5 }), told: [] },
  {
    path: 'updateOne with operators, the version among them',
    write: () => Note.updateOne({ text: 'b' }, { $set: { _v: 40 }, $inc: { count: 2 }, $push: { tags: 'x' } }),
    told: [['update', 'b', 2]],
  },
  {
    path: 'updateOne with a pipeline',
    write: () =>
      Note.updateOne({ text: 'b' }, [{ $set: { text: { $concat: ['$text', '!'] }, _v: 9 } }], { updatePipeline: true }),
    told: [['update', 'b!', 2]],
  },
  {
    path: 'updateOne with a pipeline that replaces the root',
    write: () =>
      Note.updateOne({ text: 'b' }, [{ $replaceWith: { _id: '$_id', text: 'B' } }], { updatePipeline: true }),
    told: [['update', 'B', 2]],
  },
  {
    path: 'updateOne that upserts',
    write: () => Note.updateOne({ text: 'd' }, { count: 1 }, { upsert: true }),
    told: [['create', 'd', 1]],
  },
  {
    path: 'updateOne with upsert that finds one',
    write: () => Note.updateOne({ text: 'b' }, { count: 1 }, { upsert: true }),
    told: [['update', 'b', 2]],
  },
  {
    path: 'updateMany',
    write: () => Note.updateMany({ text: { $ne: 'b' } }, { $inc: { count: 1 } }),
    told: [
      ['update', 'a', 2],
      ['update', 'c', 2],
    ],
  },
  {
    path: 'updateMany whose update ends the match',
    write: () => Note.updateMany({ count: 0 }, { count: 1 }),
    told: [
      ['update', 'a', 2],
      ['update', 'b', 2],
      ['update', 'c', 2],
    ],
  },
  {
    path: 'updateMany that upserts',
    write: () => Note.updateMany({ text: 'd' }, { count: 1 }, { upsert: true }),
    told: [['create', 'd', 1]],
  },
  {
    path: 'replaceOne',
    write: () => Note.replaceOne({ text: 'b' }, { text: 'B', tags: ['x'] }),
    told: [['update', 'B', 2]],
  },
  {
    path: 'replaceOne that upserts',
    write: () => Note.replaceOne({ text: 'd' }, { text: 'd' }, { upsert: true }),
    told: [['create', 'd', 1]],
  },
  { path: 'deleteOne', write: () => Note.deleteOne({ text: 'b' }), told: [['remove', 'b', 1]] },
  {
    path: 'deleteMany',
    write: () => Note.deleteMany({ text: { $ne: 'b' } }),
    told: [
      ['remove', 'a', 1],
      ['remove', 'c', 1],
    ],
  },
  ...['before', 'after'].flatMap((returnDocument): Path[] => [
    {
      path: `findOneAndUpdate, ${returnDocument}`,
      write: () => Note.findOneAndUpdate({ text: 'b' }, { text: 'B' }, { returnDocument } as object),
      told: [['update', 'B', 2]],
    },
    {
      path: `findOneAndUpdate, ${returnDocument}, that upserts`,
      write: () => Note.findOneAndUpdate({ text: 'd' }, { count: 1 }, { upsert: true, returnDocument } as object),
      told: [['create', 'd', 1]],
    },
    {
      path: `findOneAndUpdate, ${returnDocument}, lean, with a projection`,
      write: async () => {
        const options = { projection: { count: 1 }, returnDocument, lean: true } as object;
        const found = await Note.findOneAndUpdate({ text: 'b' }, { text: 'B', count: 5 }, options);
        expect(found).toMatchObject({ count: returnDocument === 'after' ? 5 : 0 });
        expect(found).not.toHaveProperty('text');
      },
      told: [['update', 'B', 2]],
    },
    {
      path: `findOneAndReplace, ${returnDocument}`,
      write: () => Note.findOneAndReplace({ text: 'b' }, { text: 'B' }, { returnDocument } as object),
      told: [['update', 'B', 2]],
    },
  ]),
  {
    path: 'findOneAndUpdate, sorted, with a projection',
    write: () => Note.findOneAndUpdate({}, { count: 9 }, { sort: { text: -1 }, projection: { text: 1 } }),
    told: [['update', 'c', 2]],
  },
  {
    path: 'findByIdAndUpdate',
    write: async () => Note.findByIdAndUpdate((await find('b'))._id, { text: 'B' }),
    told: [['update', 'B', 2]],
  },
  { path: 'findOneAndDelete', write: () => Note.findOneAndDelete({ text: 'b' }), told: [['remove', 'b', 1]] },
  {
    path: 'findOneAndDelete with a projection',
    write: () => Note.findOneAndDelete({ text: 'b' }, { projection: { count: 1 } }),
    told: [['remove', 'b', 1]],
  },
  {
    path: 'findByIdAndDelete',
    write: async () => Note.findByIdAndDelete((await find('b'))._id),
    told: [['remove', 'b', 1]],
  },
  {
    path: 'bulkWrite of every operation',
    anyOrder: true,
    write: () =>
      Note.bulkWrite([
        { insertOne: { document: { text: 'd' } as Note } },
        { updateOne: { filter: { text: 'd' }, update: { $inc: { count: 1 } } } },
        { updateMany: { filter: { text: { $in: ['a', 'b'] } }, update: { $inc: { count: 1 } } } },
        { updateOne: { filter: { text: 'e' }, update: { count: 1 }, upsert: true } },
        { replaceOne: { filter: { text: 'b' }, replacement: { text: 'B' } as Note } },
        { insertOne: { document: { text: 'gone' } as Note } },
        { deleteOne: { filter: { text: 'gone' } } },
        { deleteMany: { filter: { text: 'c' } } },
      ]),
    told: [
      ['update', 'a', 2],
      ['update', 'B', 3],
      ['create', 'd', 2],
      ['create', 'e', 1],
      ['remove', 'c', 1],
    ],
  },
  {
    path: 'bulkWrite that fails in the middle',
    write: async () => {
      const { _id } = await find('a');
      const operations = [
        { updateOne: { filter: { text: 'b' }, update: { text: 'B' } } },
        { insertOne: { document: { _id, text: 'twin' } as unknown as Note } },
        { deleteOne: { filter: { text: 'c' } } },
      ];
      await expect(Note.bulkWrite(operations)).rejects.toThrow('E11000');
    },
    told: [['update', 'B', 2]],
  },
  {
    path: "Model.collection's own methods",
    write: async () => {
      await Note.collection.insertOne({ text: 'd' } as unknown as Note);
      await Note.collection.updateOne({ text: 'd' }, { $set: { count: 3 } });
      await Note.collection.deleteOne({ text: 'd' });
    },
    told: [
      ['create', 'd', 1],
      ['update', 'd', 2],
      ['remove', 'd', 2],
    ],
  },
];

describe('every write path of Mongoose', () => {
  it.each(PATHS)(
    '$path: reports each write once, with the document as stored',
    async ({ write, told: expected, anyOrder }) => {
      await write();
      expect(anyOrder ? told.toSorted() : told).toEqual(anyOrder ? expected.toSorted() : expected);
      const last = bodies.at(-1);
      if (last) expect((await Note.findById(last._id))?.toObject() ?? last).toEqual(last);
      expect(errors).toEqual([]);
      expect(attached.failures.count).toBe(0);
    },
  );

  it('answers as Mongoose does without listeners', async () => {
    const b = await find('b');
    expect(await Note.updateOne({ text: 'b' }, { count: 5 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await Note.updateMany({}, { count: 5 })).toMatchObject({ matchedCount: 3, modifiedCount: 2 });
    expect(await Note.replaceOne({ text: 'b' }, { text: 'b' })).toMatchObject({ acknowledged: true, matchedCount: 1 });
    expect(await Note.updateOne({ text: 'z' }, { count: 5 }, { upsert: true })).toMatchObject({ upsertedCount: 1 });
    expect(await Note.deleteOne({ text: 'z' })).toEqual({ acknowledged: true, deletedCount: 1 });
    expect(await Note.findOneAndUpdate({ text: 'z' }, { count: 5 })).toBeNull();
    expect(await Note.findOneAndUpdate({ text: 'b' }, { text: 'B' })).toMatchObject({ text: 'b', _id: b._id });
    expect(await Note.findOneAndUpdate({ text: 'B' }, { text: 'b' }, { includeResultMetadata: true })).toMatchObject({
      lastErrorObject: { updatedExisting: true },
    });
    const bulk = await Note.bulkWrite([{ updateOne: { filter: { text: 'b' }, update: { count: 1 } } }]);
    expect(bulk).toMatchObject({ matchedCount: 1, modifiedCount: 1, insertedCount: 0 });
  });

  it('gives the document in memory the version that its save got', async () => {
    const note = await new Note({ text: 'd' }).save();
    expect(note._v).toBe(1);
    await Note.updateOne({ text: 'd' }, { count: 7 });
    await note.set('text', 'D').save();
    expect([note._v, note.isModified()]).toEqual([3, false]);
  });

  it('counts versions without a gap when many write at once, and reports each', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        index % 3 === 0
          ? Note.updateMany({ text: 'b' }, { $inc: { count: 1 } })
          : index % 3 === 1
            ? Note.updateOne({ text: 'b' }, { $inc: { count: 1 } })
            : Note.findOneAndUpdate({ text: 'b' }, { $inc: { count: 1 } }, { projection: { text: 1 } }),
      ),
    );
    expect(await find('b')).toMatchObject({ count: 30, _v: 31 });
    expect(told).toHaveLength(30);
    expect(told.map(([, , version]) => version)).toContain(31);
  });

  it('does not hear a write that fails', async () => {
    const { _id } = await find('a');
    await expect(Note.collection.insertOne({ _id, text: 'twin' } as unknown as Note)).rejects.toThrow('E11000');
    await expect(Note.updateOne({ text: 'a' }, { $push: { count: 1 } })).rejects.toThrow();
    await expect(Note.updateMany({ text: 'a' }, { $rename: { text: '_id' } })).rejects.toThrow();
    expect(told).toEqual([]);
  });

  it('hears discriminators through their base, once', async () => {
    const Base = connection.model('Shape', new Schema({ name: String }));
    const Circle = Base.discriminator('Circle', new Schema({ radius: Number }));
    const heard: unknown[] = [];
    attachListenersToModel(Base, { onCreate: (shape) => heard.push(shape.toObject()) });
    const circle = await Circle.create({ name: 'c', radius: 2 });
    expect(heard).toMatchObject([{ name: 'c', radius: 2, _v: 1 }]);
    expect(circle.get('_v')).toBe(1);
  });

  it('hears writes made before the connection is there, once', async () => {
    const early = (await import('mongoose')).default.createConnection();
    const Early = early.model('Early', new Schema({ name: String }));
    const heard: unknown[] = [];
    attachListenersToModel(Early, {
      onCreate: (e) => heard.push(e.get('_v')),
      onUpdate: (e) => heard.push(e.get('_v')),
    });
    const writing = Early.create({ name: 'a' }).then(() => Early.updateMany({}, { name: 'b' }));
    await early.openUri(`mongodb://${connection.host}:${connection.port}/`, { dbName: `early-${process.pid}` });
    await writing;
    expect(heard).toEqual([1, 2]);
    await early.dropDatabase();
    await early.close();
  });

  it('stops telling when detached, and goes on counting', async () => {
    const Other = connection.model('Other', new Schema({ name: String }));
    const heard: unknown[] = [];
    const { detach } = attachListenersToModel(Other, { onCreate: (other) => heard.push(other.get('name')) });
    await Other.create({ name: 'a' });
    detach();
    expect((await Other.create({ name: 'b' })).toObject()).toMatchObject({ name: 'b' });
    expect(heard).toEqual(['a']);
    expect(await Other.distinct('_v')).toEqual([1]);
  });
});

describe('pre-images', () => {
  const Moved = connection.model('Moved', new Schema({ list: String, count: Number }));
  const moves: unknown[] = [];
  attachListenersToModel(Moved, {
    preImages: true,
    onUpdate: (after, before) =>
      moves.push([before?.get('list'), before?.get('_v'), after.get('list'), after.get('_v')]),
  });

  it.each<[string, (from: string, to: string) => Promise<unknown>]>([
    ['save', async (list, to) => (await Moved.findOne({ list }).orFail()).set('list', to).save()],
    ['updateOne', (list, to) => Moved.updateOne({ list }, { list: to })],
    ['updateMany', (list, to) => Moved.updateMany({ list }, { list: to })],
    ['replaceOne', (list, to) => Moved.replaceOne({ list }, { list: to })],
    ['findOneAndUpdate, before', (list, to) => Moved.findOneAndUpdate({ list }, { list: to })],
    [
      'findOneAndUpdate, after',
      (list, list2) => Moved.findOneAndUpdate({ list }, { list: list2 }, { returnDocument: 'after' }),
    ],
    ['findOneAndReplace', (list, to) => Moved.findOneAndReplace({ list }, { list: to })],
    ['bulkWrite', (list, to) => Moved.bulkWrite([{ updateOne: { filter: { list }, update: { list: to } } }])],
  ])('come with %s', async (_path, write) => {
    await Moved.deleteMany({});
    moves.length = 0;
    await Moved.create({ list: 'one' });
    await write('one', 'two');
    expect(moves).toEqual([['one', 1, 'two', 2]]);
  });
});
