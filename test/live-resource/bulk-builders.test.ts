import type { BulkWriteResult, Collection } from 'mongodb';
import { Schema } from 'mongoose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachListenersToModel } from '../../devserver/live-resource/index.ts';
import { testConnection } from './database.ts';

const connection = testConnection('bulk_builders');
const Note = connection.model('Note', new Schema({ text: String, n: Number }));
const heard: string[] = [];
beforeAll(() => {
  attachListenersToModel(Note, {
    onCreate: ({ text }) => heard.push(`create ${text}`),
    onUpdate: ({ text, n }) => heard.push(`update ${text} ${n}`),
    onRemove: ({ text }) => heard.push(`remove ${text}`),
  });
});
beforeEach(async () => {
  await Note.deleteMany({});
  await Note.insertMany([{ text: 'a' }, { text: 'b' }]);
  heard.length = 0;
});

const driver = () => Note.collection as unknown as Collection;

describe.each(['initializeOrderedBulkOp', 'initializeUnorderedBulkOp'] as const)('%s', (name) => {
  it('is heard, and answers as the driver does', async () => {
    const bulk = driver()[name]();
    bulk.insert({ text: 'c' });
    bulk.find({ text: 'a' }).updateOne({ $set: { n: 1 } });
    bulk.find({ text: 'b' }).deleteOne();
    bulk
      .find({ text: 'd' })
      .upsert()
      .update({ $set: { n: 2 } });
    expect(bulk.length).toBe(4);
    const result: BulkWriteResult = await bulk.execute();
    expect(result).toMatchObject({ insertedCount: 1, matchedCount: 1, deletedCount: 1, upsertedCount: 1 });
    expect([...heard].sort()).toEqual(['create c', 'create d', 'remove b', 'update a 1']);
    await expect(bulk.execute()).rejects.toThrow('Batch cannot be re-executed');
  });
});

it('a dropped collection is heard as the removal of its documents', async () => {
  await driver().drop();
  expect([...heard].sort()).toEqual(['remove a', 'remove b']);
  await Note.create({ text: 'after' });
  expect(heard.at(-1)).toBe('create after');
});

describe('of a connection', () => {
  it('dropCollection and dropDatabase are heard as the removal of each document', async () => {
    await connection.dropCollection('notes');
    expect([...heard].sort()).toEqual(['remove a', 'remove b']);
    await Note.create({ text: 'c' });
    heard.length = 0;
    await connection.dropDatabase();
    expect(heard).toEqual(['remove c']);
    expect(await Note.countDocuments()).toBe(0);
  });

  it('a drop of more documents than are read at a time is heard wholly', async () => {
    await Note.insertMany(Array.from({ length: 1_100 }, (_, n) => ({ text: 'many', n })));
    heard.length = 0;
    await driver().drop();
    expect(heard.filter((each) => each === 'remove many')).toHaveLength(1_100);
  });

  it('bulkWrite is refused for a model that is listened to, before anything is written', async () => {
    for (const model of [Note, 'Note']) {
      const written = connection.bulkWrite([{ model, name: 'insertOne', document: { text: 'x' } } as never]);
      await expect(written).rejects.toThrow('Use Note.bulkWrite');
    }
    expect(await Note.countDocuments({ text: 'x' })).toBe(0);
  });
});

describe('modifiedCount', () => {
  it('of bulkWrite counts what changed', async () => {
    const result = await driver().bulkWrite([
      { updateOne: { filter: { text: 'a' }, update: { $set: { text: 'a' } } } },
      { updateOne: { filter: { text: 'b' }, update: { $set: { n: 4 } } } },
      { insertOne: { document: { text: 'c' } } },
    ]);
    expect(result).toMatchObject({ matchedCount: 2, modifiedCount: 1, insertedCount: 1 });
    const again = await driver().bulkWrite([{ updateMany: { filter: {}, update: { $set: { n: 4 } } } }]);
    expect(again).toMatchObject({ matchedCount: 3, modifiedCount: 2 });
  });

  it.each([
    ['updateOne', () => Note.updateOne({ text: 'a' }, { $set: { text: 'a' } }), 1, 0],
    ['updateOne', () => Note.updateOne({ text: 'a' }, { $set: { n: 3 } }), 1, 1],
    ['updateOne, $rename of nothing', () => driver().updateOne({ text: 'a' }, { $rename: { none: 'n' } }), 1, 0],
    ['updateMany', () => Note.updateMany({}, { $set: { text: 'a' } }), 2, 1],
    ['updateMany', () => Note.updateMany({ text: 'none' }, { $set: { text: 'a' } }), 0, 0],
    ['replaceOne', () => driver().replaceOne({ text: 'a' }, { text: 'z' }), 1, 1],
  ])('of %s counts what changed', async (_name, write, matchedCount, modifiedCount) => {
    expect(await write()).toMatchObject({ matchedCount, modifiedCount });
  });
});
