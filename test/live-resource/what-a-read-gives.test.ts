import { AsyncLocalStorage } from 'node:async_hooks';
import { type Model, Schema } from 'mongoose';
import autopopulate from 'mongoose-autopopulate';
import mongooseDelete from 'mongoose-delete';
import mongooseHidden from 'mongoose-hidden';
import { describe, expect, it } from 'vitest';
import type { AnyModel, Envelope, LiveResourceOptions } from '../../devserver/live-resource/index.ts';
import { subscribe } from '../integration/subscriber.ts';
import { testConnection } from './database.ts';
import { handshake, longPolling } from './raw-bayeux.ts';
import { serveResource } from './resource-server.ts';

const connection = testConnection('read-gives');

interface Body {
  _id: string;
  [field: string]: unknown;
}

/** A resource over a model, what it says, and the end of what it says: a last document, whose message comes last. */
async function listening<D>(model: AnyModel<D>, options: Omit<LiveResourceOptions<D>, 'bayeux' | 'path'> = {}) {
  const server = await serveResource(model, options);
  const client = server.bayeux.getClient();
  const messages: Envelope[] = [];
  await client.subscribe('/api/notes', (message) => messages.push(message as Envelope));
  return {
    ...server,
    messages,
    told: () => messages.map(({ method, body }) => [method, body.name]),
    /** All messages, once there are so many. */
    async heard(count: number) {
      await expect.poll(() => messages.length).toBeGreaterThanOrEqual(count);
      return messages;
    },
    async list() {
      return (await server.request('GET', '/api/notes')).json as Body[];
    },
  };
}

let models = 0;
function nextName(): string {
  models += 1;
  return `Given${models}`;
}

const SECRET = 'SECRET';

function withoutSecret(_document: unknown, { secret: _, ...shown }: Record<string, unknown>) {
  return shown;
}

/** Ways in which an application keeps a field to itself. */
const HIDING: { way: string; model: () => Model<unknown> }[] = [
  {
    way: 'select: false',
    model: () =>
      connection.model(nextName(), new Schema({ name: String, n: Number, secret: { type: String, select: false } })),
  },
  {
    way: 'a toJSON transform',
    model: () =>
      connection.model(
        nextName(),
        new Schema({ name: String, n: Number, secret: String }, { toJSON: { transform: withoutSecret } }),
      ),
  },
  {
    way: 'a projection in a find hook',
    model: () => {
      const schema = new Schema({ name: String, n: Number, secret: String });
      schema.pre('find', function () {
        this.select('-secret');
      });
      return connection.model(nextName(), schema);
    },
  },
  {
    way: 'a find hook that changes what was found',
    model: () => {
      const schema = new Schema({ name: String, n: Number, secret: String });
      schema.post('find', (found) => {
        for (const each of found) each.secret = undefined;
      });
      return connection.model(nextName(), schema);
    },
  },
  {
    way: 'a find hook that asks for plain objects',
    model: () => {
      const schema = new Schema({ name: String, n: Number, secret: { type: String, select: false } });
      schema.pre('find', function () {
        this.lean();
      });
      return connection.model(nextName(), schema);
    },
  },
  {
    way: 'mongoose-hidden',
    model: () => {
      const schema = new Schema({ name: String, n: Number, secret: { type: String, hide: true } });
      schema.plugin(mongooseHidden({ defaultHidden: { __v: true } }));
      return connection.model(nextName(), schema);
    },
  },
  {
    way: 'a getter',
    model: () =>
      connection.model(
        nextName(),
        new Schema(
          { name: String, n: Number, secret: { type: String, get: () => 'hidden' } },
          { toJSON: { getters: true } },
        ),
      ),
  },
] as never;

describe.each(HIDING)('a field hidden by $way', ({ model }) => {
  it('is in no message, answer or snapshot, whatever wrote it, and every message is what a read gives', async () => {
    const Note = model();
    const live = await listening(Note);
    const posted = await live.request('POST', '/api/notes', { name: 'a', secret: SECRET, n: 0 });
    const id = (posted.json as Body)._id;
    const path = `/api/notes/${id}`;
    const writes: (() => Promise<unknown>)[] = [
      () => Note.create({ name: 'b', secret: SECRET, n: 0 }),
      () => Note.insertMany([{ name: 'c', secret: SECRET }]),
      () => Note.updateOne({ name: 'a' }, { n: 1 }),
      () => Note.updateMany({}, { n: 2 }),
      () => Note.findOneAndUpdate({ name: 'a' }, { n: 3 }),
      () => Note.collection.updateOne({ name: 'a' }, { $set: { n: 4 } }),
      () => Note.bulkWrite([{ updateOne: { filter: { name: 'a' }, update: { n: 5 } } }]),
    ];
    for (const write of writes) {
      await write();
      const row = (await live.list()).find(({ _id }) => _id === id);
      await expect.poll(() => live.messages.findLast((message) => message.id === id)?.body).toEqual(row);
    }
    const patched = await live.request('PATCH', path, { n: 6 });
    const put = await live.request('PUT', path, { ...(patched.json as Body), n: 7 });
    const got = await live.request('GET', path);
    expect(put.json).toEqual(got.json);
    const bayeux = longPolling(live.origin);
    const clientId = await handshake(bayeux);
    const subscribing = { channel: '/meta/subscribe', clientId, subscription: '/api/notes', ext: { snapshot: true } };
    const snapshot = await bayeux.ask([subscribing]);
    const removed = await live.request('DELETE', path);
    expect(removed.json).toEqual(got.json);
    const said = [live.messages, posted, patched, put, got, snapshot, removed];
    expect(JSON.stringify(said)).not.toContain(SECRET);
    expect(JSON.stringify(snapshot)).toContain('"name":"b"');
    expect(live.errors).toEqual([]);
  });
});

describe('a document that a read hides', () => {
  const hiding = () => {
    const schema = new Schema({ name: String, draft: Boolean });
    schema.pre(/^find/, function (this: unknown) {
      (this as { where(filter: object): void }).where({ draft: { $ne: true } });
    } as never);
    return connection.model(nextName(), schema);
  };

  it('is never reported as long as nobody has seen it', async () => {
    const Note = hiding();
    const live = await listening(Note);
    const { _id } = await Note.create({ name: 'a', draft: true });
    await Note.updateOne({}, { name: 'b' }).setOptions({ middleware: false } as object);
    await Note.collection.updateOne({ _id }, { $set: { name: 'c' } });
    await Note.collection.deleteOne({ _id });
    await Note.create({ name: 'seen' });
    await live.heard(1);
    expect(live.told()).toEqual([['POST', 'seen']]);
  });

  it('goes with a DELETE when it is hidden, once, and comes back when it is shown', async () => {
    const Note = hiding();
    const live = await listening(Note);
    const { _id } = await Note.create({ name: 'a' });
    await Note.collection.updateOne({ _id }, { $set: { draft: true } });
    await Note.collection.updateOne({ _id }, { $set: { name: 'b' } });
    await Note.collection.updateOne({ _id }, { $set: { draft: false } });
    expect((await live.heard(3)).map(({ method, v, body }) => [method, v, body.name])).toEqual([
      ['POST', 1, 'a'],
      ['DELETE', 2, undefined],
      ['PUT', 4, 'b'],
    ]);
  });

  it('is answered with its id when the request itself hid it', async () => {
    const live = await listening(hiding());
    const posted = await live.request('POST', '/api/notes', { name: 'a' });
    const { _id } = posted.json as Body;
    expect(await live.request('PATCH', `/api/notes/${_id}`, { draft: true })).toMatchObject({ json: { _id } });
    expect((await live.request('GET', `/api/notes/${_id}`)).status).toBe(404);
    const hidden = await live.request('POST', '/api/notes', { name: 'b', draft: true });
    expect(hidden).toMatchObject({ status: 201, json: { _id: expect.any(String) } });
    expect(hidden.json).not.toHaveProperty('name');
  });

  it('is gone when mongoose-delete deletes it softly, also by REST, and comes back when it is restored', async () => {
    const schema = new Schema({ name: String });
    schema.plugin(mongooseDelete as never, { overrideMethods: true } as never);
    interface Soft {
      delete(): Promise<unknown>;
    }
    const Note = connection.model(nextName(), schema);
    const live = await listening(Note, { remove: (note) => (note as unknown as Soft).delete() });
    const a = await Note.create({ name: 'a' });
    await (a as unknown as Soft).delete();
    await (Note as unknown as { restore(filter: object): Promise<unknown> }).restore({ _id: a._id });
    expect(await live.request('DELETE', `/api/notes/${String(a._id)}`)).toMatchObject({ status: 200 });
    expect((await live.heard(4)).map(({ method }) => method)).toEqual(['POST', 'DELETE', 'PUT', 'DELETE']);
    expect(await live.list()).toEqual([]);
    expect(await connection.collection(Note.collection.name).countDocuments()).toBe(1);
  });
});

describe('what a read adds', () => {
  it('is in every message: what mongoose-autopopulate puts in place of a reference', async () => {
    const author = nextName();
    const Author = connection.model(author, new Schema({ name: String }));
    const schema = new Schema({
      name: String,
      author: { type: Schema.Types.ObjectId, ref: author, autopopulate: true },
    });
    schema.plugin(autopopulate as never);
    const Note = connection.model(nextName(), schema);
    const live = await listening(Note as never);
    const ann = await Author.create({ name: 'Ann' });
    const posted = await live.request('POST', '/api/notes', { name: 'a', author: String(ann._id) });
    const path = `/api/notes/${(posted.json as Body)._id}`;
    await Note.updateMany({}, { name: 'b' });
    const put = await live.request('PUT', path, { ...((await live.request('GET', path)).json as Body), name: 'c' });
    expect(put.json).toMatchObject({ name: 'c', author: { name: 'Ann' } });
    expect((await live.heard(3)).map(({ body }) => body.author)).toEqual(
      Array(3).fill(expect.objectContaining({ name: 'Ann' })),
    );
    expect(live.messages.at(-1)?.body).toEqual((await live.list())[0]);
  });

  it('does not move a document from the channel that a reference names', async () => {
    const list = nextName();
    const List = connection.model(list, new Schema({ name: String }));
    const schema = new Schema({ name: String, list: { type: Schema.Types.ObjectId, ref: list, autopopulate: true } });
    schema.plugin(autopopulate as never);
    const Note = connection.model(nextName(), schema);
    const { _id } = await List.create({ name: 'l' });
    const path = `/api/lists/${String(_id)}/notes`;
    const server = await serveResource(Note as never, { path: '/api/lists/:list/notes' });
    const heard = await subscribe(server.origin, path);
    await server.request('POST', path, { name: 'a' });
    expect((await heard.messages(1))[0]?.body).toMatchObject({ name: 'a', list: { name: 'l' } });
    expect((await server.request('GET', path)).json).toHaveLength(1);
  });
});

describe('a resource over a discriminator', () => {
  it('says nothing of the documents beside it', async () => {
    const Base = connection.model(nextName(), new Schema({ name: String }, { discriminatorKey: 'kind' }));
    const Event = Base.discriminator(nextName(), new Schema({ url: String }));
    const Other = Base.discriminator(nextName(), new Schema({ z: Number }));
    const live = await listening(Event);
    await Base.create({ name: 'base' });
    const other = await Other.create({ name: 'other', z: 1 });
    const event = await Event.create({ name: 'event', url: '/' });
    await Base.updateMany({}, { name: 'all' });
    await Base.updateOne({ _id: event._id }, { name: 'one' });
    await Base.deleteOne({ _id: other._id });
    await Base.deleteMany({});
    await live.heard(4);
    expect(live.told()).toEqual([
      ['POST', 'event'],
      ['PUT', 'all'],
      ['PUT', 'one'],
      ['DELETE', undefined],
    ]);
    expect(new Set(live.messages.map(({ id }) => id))).toEqual(new Set([String(event._id)]));
  });

  it('loses a document that becomes another kind, and gets one that becomes its own', async () => {
    const Base = connection.model(nextName(), new Schema({ name: String }, { discriminatorKey: 'kind' }));
    const Event = Base.discriminator(nextName(), new Schema({ url: String }));
    const Other = Base.discriminator(nextName(), new Schema({ z: Number }));
    const live = await listening(Event);
    const { _id } = await Event.create({ name: 'a' });
    const become = (kind: string) =>
      Base.findByIdAndUpdate(_id, { kind }, { overwriteDiscriminatorKey: true, strict: false } as object);
    await become(Other.modelName);
    await become(Event.modelName);
    await live.heard(3);
    expect(live.told()).toEqual([
      ['POST', 'a'],
      ['DELETE', undefined],
      ['POST', 'a'],
    ]);
  });
});

describe('reads that depend on who asks', () => {
  const tenants = new AsyncLocalStorage<string>();
  const byTenant = () => {
    const schema = new Schema({ name: String, tenant: String });
    schema.pre(/^find/, function (this: unknown) {
      const tenant = tenants.getStore();
      if (tenant === undefined) throw new Error('No tenant.');
      (this as { where(filter: object): void }).where({ tenant });
    } as never);
    return connection.model(nextName(), schema);
  };

  it('are not made as the author of the write: what nobody may read is not sent, and that is reported', async () => {
    const Note = byTenant();
    const live = await listening(Note);
    await tenants.run('acme', () => Note.create({ name: 'a', tenant: 'acme' }));
    expect([live.messages, live.live.failures.count, live.errors]).toEqual([[], 1, [new Error('No tenant.')]]);
  });

  it('are made as whom `readAs` says', async () => {
    const Note = byTenant();
    const server = await serveResource(Note, {
      path: '/api/:tenant/notes',
      readAs: ({ tenant }, read) => tenants.run(String(tenant), read),
    });
    const heard = await subscribe(server.origin, '/api/acme/notes');
    await tenants.run('admin', () => Note.create({ name: 'a', tenant: 'acme' }));
    expect((await heard.messages(1))[0]?.body).toMatchObject({ name: 'a' });
    expect(server.errors).toEqual([]);
  });
});

describe('the order of one document’s messages', () => {
  it('is the order of its writes, however long a message takes to be made', async () => {
    const Note = connection.model(nextName(), new Schema({ name: String }));
    const slow: (() => void)[] = [];
    const live = await listening(Note, {
      transform: (body) => new Promise((resolve) => slow.push(() => resolve(body))),
    });
    const { _id } = new Note();
    const creating = Note.collection.insertOne({ _id, name: 'a' } as never);
    await expect.poll(() => slow.length).toBe(1);
    const deleting = Note.deleteOne({ _id }).exec();
    await expect.poll(async () => Note.countDocuments()).toBe(0);
    for (const finish of slow) finish();
    await Promise.all([creating, deleting]);
    expect((await live.heard(2)).map(({ method, v }) => [method, v])).toEqual([
      ['POST', 1],
      ['DELETE', 2],
    ]);
    expect(live.messages.map(({ seq }) => seq - (live.messages[0]?.seq ?? 0))).toEqual([0, 1]);
  });
});
