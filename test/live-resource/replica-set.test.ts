import { type Connection, Schema, Types } from 'mongoose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { storedResumeTokens } from '../../devserver/live-resource/index.ts';
import { testConnection } from './database.ts';
import { serveResource } from './resource-server.ts';

const connection = testConnection('replica-set', { replicaSet: 'rs0' });

interface Message {
  method: string;
  body: { text?: string };
  v?: number;
}

let models = 0;
/** A model, and a collection, of the test's own. */
function makeModel() {
  models += 1;
  return connection.model(`Note${models}`, new Schema({ text: String }));
}
type NoteModel = ReturnType<typeof makeModel>;
type Source = Pick<Parameters<typeof serveResource>[1], 'source' | 'resumeTokens'>;

async function listening(model: NoteModel, options: Source = {}) {
  const server = await serveResource(model, options);
  const messages: Message[] = [];
  await server.bayeux.getClient().subscribe('/api/notes', (message) => messages.push(message as Message));
  const told = () => messages.map(({ method, body, v }) => [method, body.text, v]);
  return { ...server, told };
}

/** The driver's own collection: what other programs write looks the same. */
function raw(model: NoteModel, { db }: Connection = connection) {
  if (!db) throw new Error('not connected');
  return db.collection<{ _id: Types.ObjectId; text?: string }>(model.collection.name);
}

describe('a transaction', () => {
  it('is published after its commit, in the order of its writes, each document as the commit left it', async () => {
    const Note = makeModel();
    await Note.init();
    const { told } = await listening(Note);
    await connection.transaction(async (session) => {
      const note = await new Note({ text: 'a' }).save({ session });
      await Note.updateOne({ _id: note._id }, { text: 'b' }, { session });
      await Note.insertMany([{ text: 'c' }], { session });
      expect(told()).toEqual([]);
    });
    await Note.create({ text: 'after' });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['POST', 'after', 1]));
    expect(told()).toEqual([
      ['POST', 'b', 2],
      ['PUT', 'b', 2],
      ['POST', 'c', 1],
      ['POST', 'after', 1],
    ]);
  });

  it('is not published when it is aborted', async () => {
    const Note = makeModel();
    await Note.init();
    const { told } = await listening(Note);
    const failing = connection.transaction(async (session) => {
      await Note.create([{ text: 'a' }], { session });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await Note.countDocuments()).toBe(0);
    await Note.create({ text: 'after' });
    await vi.waitFor(() => expect(told()).toEqual([['POST', 'after', 1]]));
  });

  it('is published once when a conflict made it run again', async () => {
    const Note = makeModel();
    const { told } = await listening(Note);
    const { _id } = await Note.create({ text: 'a' });
    let runs = 0;
    await connection.transaction(async (session) => {
      runs += 1;
      await Note.findById(_id, null, { session });
      if (runs === 1) await raw(Note).updateOne({ _id }, { $set: { text: 'past' } });
      await Note.updateOne({ _id }, { text: `run ${runs}` }, { session });
    });
    expect(runs).toBe(2);
    await Note.create({ text: 'after' });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['POST', 'after', 1]));
    expect(told()).toEqual([
      ['POST', 'a', 1],
      ['PUT', 'run 2', 2],
      ['POST', 'after', 1],
    ]);
  });
});

describe('a change stream as the source, on a replica set', () => {
  /** Serves a model by its change stream, and waits until it is open: nobody says so, but then a write is heard. */
  async function following(Note: NoteModel, options: Source = {}) {
    await Note.init();
    const server = await listening(Note, { source: 'changeStream', ...options });
    await vi.waitFor(
      async () => {
        if (server.told().length === 0) await Note.create({ text: 'open' });
        await vi.waitFor(() => expect(server.told()).toContainEqual(['POST', 'open', 1]), { timeout: 500 });
      },
      { timeout: 4_000 },
    );
    const isOpening = ([, text]: unknown[]) => text === 'open';
    return { ...server, told: () => server.told().filter((message) => !isOpening(message)) };
  }

  it('tells each write once, whether it came through the model or past it', async () => {
    const Note = makeModel();
    const { told, errors } = await following(Note);
    const a = await Note.create({ text: 'a' });
    await vi.waitFor(() => expect(told()).toEqual([['POST', 'a', 1]]));
    await Note.updateOne({ _id: a._id }, { text: 'b' });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['PUT', 'b', 2]));
    await raw(Note).updateOne({ _id: a._id }, { $set: { text: 'c' } });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['PUT', 'c', 3]));
    await raw(Note).replaceOne({ _id: a._id }, { text: 'd' });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['PUT', 'd', 4]));
    await raw(Note).deleteOne({ _id: a._id });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['DELETE', undefined, 5]));
    await Note.create({ text: 'last' });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['POST', 'last', 1]));
    expect(told()).toHaveLength(6);
    expect(errors).toEqual([]);
  });

  it('tells one version once when writes overtake the reading of their events', async () => {
    const Note = makeModel();
    const { told } = await following(Note);
    const { _id } = await Note.create({ text: '0' });
    await Promise.all([
      ...Array.from({ length: 10 }, (_, at) => Note.updateOne({ _id }, { text: `model ${at}` })),
      ...Array.from({ length: 10 }, (_, at) => raw(Note).updateOne({ _id }, { $set: { text: `raw ${at}` } })),
    ]);
    await Note.create({ text: 'last' });
    await vi.waitFor(() => expect(told()).toContainEqual(['POST', 'last', 1]));
    await vi.waitFor(async () => {
      const stored = await Note.findById(_id).lean<{ text: string; _v: number }>().orFail();
      expect(
        told()
          .filter(([method]) => method === 'PUT')
          .at(-1),
      ).toEqual(['PUT', stored.text, stored._v]);
    });
    const versions = told()
      .filter(([method]) => method === 'PUT')
      .map(([, , version]) => version);
    expect(versions).toEqual([...new Set(versions)]);
  });

  it('tells a raw bulkWrite, each document once', async () => {
    const Note = makeModel();
    const { told } = await following(Note);
    const [one, two] = [new Types.ObjectId(), new Types.ObjectId()];
    await raw(Note).bulkWrite([
      { insertOne: { document: { _id: one, text: 'one' } } },
      { insertOne: { document: { _id: two, text: 'two' } } },
    ]);
    await vi.waitFor(() => expect(told()).toHaveLength(2));
    await raw(Note).bulkWrite([
      { updateMany: { filter: { _id: { $in: [one, two] } }, update: { $set: { text: 'x' } } } },
    ]);
    await Note.create({ text: 'last' });
    await vi.waitFor(() => expect(told()).toHaveLength(5));
    expect(told().filter(([method, text]) => method === 'PUT' && text === 'x')).toHaveLength(2);
  });

  it('reports a transaction once, after its commit', async () => {
    const Note = makeModel();
    const { told } = await following(Note);
    await connection.transaction(async (session) => {
      await Note.create([{ text: 'a' }], { session });
    });
    const failing = connection.transaction(async (session) => {
      await Note.create([{ text: 'never' }], { session });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await Note.create({ text: 'last' });
    await vi.waitFor(() => expect(told().at(-1)).toEqual(['POST', 'last', 1]));
    expect(told()).toEqual([
      ['POST', 'a', 1],
      ['POST', 'last', 1],
    ]);
  });

  it('goes on where it was when it is started again', async () => {
    const Note = makeModel();
    const resumeTokens = storedResumeTokens(Note, 'restarted');
    const first = await following(Note, { resumeTokens });
    await Note.create({ text: 'before' });
    await vi.waitFor(() => expect(first.told()).toEqual([['POST', 'before', 1]]));
    await first.live.close();
    await raw(Note).insertOne({ _id: new Types.ObjectId(), text: 'meanwhile' });
    const second = await listening(Note, {
      source: 'changeStream',
      resumeTokens: storedResumeTokens(Note, 'restarted'),
    });
    onTestFinished(() => second.live.close());
    await vi.waitFor(() => expect(second.told()).toEqual([['POST', 'meanwhile', undefined]]));
    expect(first.told()).toEqual([['POST', 'before', 1]]);
  });

  it('goes on after its collection was dropped', { timeout: 10_000 }, async () => {
    const Note = makeModel();
    const { told } = await following(Note);
    await connection.dropCollection(Note.collection.name);
    await raw(Note).insertOne({ _id: new Types.ObjectId(), text: 'again' });
    // The drop deletes what was in it first, which the stream hears.
    const expected = [
      ['DELETE', undefined, 2],
      ['POST', 'again', undefined],
    ];
    await vi.waitFor(() => expect(told()).toEqual(expected), { timeout: 5_000 });
  });
});
