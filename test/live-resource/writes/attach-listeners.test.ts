import mongoose, { type HydratedDocument, Schema } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedMongo } from '../../../devserver/embedded-mongo/index.ts';
import { attachListenersToSchema } from '../../../devserver/live-resource/index.ts';

interface Note {
  text: string;
  tags: string[];
  _v?: number;
}
type Told = [event: string, text: string, version: number | undefined];

const schema = new Schema<Note>({ text: { type: String, required: true }, tags: [String] });
const told: Told[] = [];
const errors: unknown[] = [];
let whileTold: (document: HydratedDocument<Note>) => unknown = () => undefined;

function listener(event: string) {
  return (document: HydratedDocument<Note>) => {
    told.push([event, document.text, document._v]);
    return whileTold(document);
  };
}

const failures = attachListenersToSchema(schema, {
  onCreate: listener('create'),
  onUpdate: listener('update'),
  onRemove: listener('remove'),
  onError: (error) => errors.push(error),
});

const connection = mongoose.createConnection();
const Note = connection.model('Note', schema);
let database: { uri: string; close(): Promise<void> } | undefined;

beforeAll(async () => {
  database = process.env.MONGODB_URI ? undefined : await startEmbeddedMongo();
  await connection.openUri(process.env.MONGODB_URI ?? database?.uri ?? '', { dbName: `listeners-${process.pid}` });
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
  await database?.close();
});
beforeEach(async () => {
  whileTold = () => undefined;
  await Note.deleteMany({});
  told.length = 0;
  errors.length = 0;
});

describe('saves', () => {
  it('reports a new document once, as version 1', async () => {
    await new Note({ text: 'a' }).save();
    expect(told).toEqual([['create', 'a', 1]]);
  });

  it('reports each document that create() saves', async () => {
    await Note.create([{ text: 'a' }, { text: 'b' }], { ordered: true });
    expect(told).toEqual([
      ['create', 'a', 1],
      ['create', 'b', 1],
    ]);
  });

  it('reports a modified document once, with the next version', async () => {
    const note = await Note.create({ text: 'a' });
    note.text = 'b';
    await note.save();
    note.tags.push('x');
    await note.save();
    expect(told.slice(1)).toEqual([
      ['update', 'b', 2],
      ['update', 'b', 3],
    ]);
  });

  it('tells nothing of an unmodified save, and leaves the version', async () => {
    const note = await Note.create({ text: 'a' });
    await note.save();
    expect(told).toHaveLength(1);
    expect((await Note.findById(note._id))?._v).toBe(1);
  });

  it('tells nothing of a save that fails, and once of its repetition', async () => {
    const note = new Note({});
    await expect(note.save()).rejects.toThrow('text');
    expect(told).toEqual([]);
    note.text = 'a';
    await note.save();
    expect(told).toEqual([['create', 'a', 1]]);
  });

  it('reports the document as stored, with what another save of it wrote', async () => {
    const { _id } = await Note.create({ text: 'a' });
    const [one, other] = await Promise.all([Note.findById(_id), Note.findById(_id)]);
    one?.set('text', 'b');
    await one?.save();
    other?.set('tags', ['x']);
    await other?.save();
    expect(told.at(-1)).toEqual(['update', 'b', 3]);
    expect(other?._v).toBe(3);
    expect(other?.isModified()).toBe(false);
  });
});

describe('deletes', () => {
  beforeEach(async () => {
    await Note.create([{ text: 'a' }, { text: 'b' }, { text: 'c' }], { ordered: true });
    told.length = 0;
  });

  it('reports document.deleteOne() once', async () => {
    await (await Note.findOne({ text: 'b' }))?.deleteOne();
    expect(told).toEqual([['remove', 'b', 1]]);
    expect(await Note.countDocuments()).toBe(2);
  });

  it('reports the one document that deleteOne() removed', async () => {
    await Note.deleteOne({ text: { $in: ['b', 'c'] } });
    expect(told).toEqual([['remove', 'b', 1]]);
    expect(await Note.distinct('text')).toEqual(['a', 'c']);
  });

  it('reports every document that deleteMany() removed', async () => {
    await Note.deleteMany({ text: { $ne: 'b' } });
    expect(told).toEqual([
      ['remove', 'a', 1],
      ['remove', 'c', 1],
    ]);
    expect(await Note.distinct('text')).toEqual(['b']);
  });

  it.each([
    ['a document', {}],
    ['a plain object', { lean: true }],
    ['metadata', { includeResultMetadata: true }],
  ])('reports findOneAndDelete() that resolves with %s', async (_what, options) => {
    await Note.findOneAndDelete({ text: 'b' }, options);
    expect(told).toEqual([['remove', 'b', 1]]);
  });

  it('tells nothing where nothing matched', async () => {
    await Note.deleteOne({ text: 'z' });
    await Note.deleteMany({ text: 'z' });
    await Note.findOneAndDelete({ text: 'z' });
    await Note.findOneAndDelete({ text: 'z' }, { includeResultMetadata: true });
    expect(told).toEqual([]);
  });

  it('tells once of a document that two delete at the same time', async () => {
    await Promise.all([
      Note.deleteOne({ text: 'b' }),
      Note.deleteOne({ text: 'b' }),
      Note.findOneAndDelete({ text: 'b' }),
    ]);
    expect(told).toEqual([['remove', 'b', 1]]);
  });
});

describe('listeners that fail', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('does not fail the write when a listener %s; reports and counts it', async (_how, fail) => {
    const before = failures.count;
    whileTold = fail;
    const note = await Note.create({ text: 'a' });
    note.text = 'b';
    await note.save();
    await note.deleteOne();
    expect(told.map(([event]) => event)).toEqual(['create', 'update', 'remove']);
    expect(errors).toHaveLength(3);
    expect(failures.count - before).toBe(3);
  });
});
