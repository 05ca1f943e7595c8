import { type Model, Schema } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { LiveResourceOptions } from '../../devserver/live-resource/index.ts';
import { testConnection } from './database.ts';
import { serveResource } from './resource-server.ts';

const connection = testConnection('silence');

interface Body {
  [field: string]: unknown;
}

let models = 0;
function modelOf(schema: Schema<never>): Model<unknown> {
  models += 1;
  return connection.model(`Silent${models}`, schema as unknown as Schema) as unknown as Model<unknown>;
}

const hideSecret = (_document: unknown, { secret: _, ...shown }: Body) => shown;

interface Hiding {
  way: string;
  model: () => Model<unknown>;
  options?: Pick<LiveResourceOptions, 'transform'>;
}

const HIDING: Hiding[] = [
  {
    way: 'select: false',
    model: () => modelOf(new Schema({ title: String, note: String, secret: { type: String, select: false } }) as never),
  },
  {
    way: 'the resource’s transform',
    model: () => modelOf(new Schema({ title: String, note: String, secret: String }) as never),
    options: { transform: ({ secret: _, ...body }) => body },
  },
  {
    way: 'a toJSON transform',
    model: () =>
      modelOf(
        new Schema({ title: String, note: String, secret: String }, { toJSON: { transform: hideSecret } }) as never,
      ),
  },
  {
    way: 'a toJSON of its own',
    model: () => {
      const schema = new Schema({ title: String, note: String, secret: String });
      schema.methods.toJSON = function (this: { toObject(): Body }) {
        return hideSecret(undefined, this.toObject());
      };
      return modelOf(schema as never);
    },
  },
  {
    way: 'a projection in a find hook',
    model: () => {
      const schema = new Schema({ title: String, note: String, secret: String });
      schema.pre('find', function () {
        this.select('-secret');
      });
      return modelOf(schema as never);
    },
  },
];

/** What is stored, past the model. */
async function stored(model: Model<unknown>): Promise<Body> {
  return (await connection.collection(model.collection.name).findOne({})) as Body;
}

/** Serves a model with one document, and puts back what a client got of it, changed. */
async function putBack(model: Model<unknown>, document: Body, change: (body: Body) => Body, options = {}) {
  const server = await serveResource(model as never, options);
  await model.create(document as never);
  const [body] = (await server.request('GET', '/api/notes')).json as [Body];
  const answer = await server.request('PUT', `/api/notes/${String(body._id)}`, change(body));
  return { answer, stored: await stored(model), errors: server.errors };
}

describe('a PUT of what a client was shown', () => {
  it.each(HIDING)('keeps a field hidden by $way, and takes away one that it was shown', async ({ model, options }) => {
    const document = { title: 'a', note: 'n', secret: 'KEEP' };
    const change = ({ note: _, ...body }: Body) => ({ ...body, title: 'b' });
    const put = await putBack(model(), document, change, options);
    expect(put).toMatchObject({ answer: { status: 200 }, stored: { title: 'b', secret: 'KEEP' }, errors: [] });
    expect(put.stored).not.toHaveProperty('note');
  });

  it('keeps what is hidden inside an object, and runs no setter on it', async () => {
    const secret = { type: String, select: false, set: (text: string) => `hash(${text})` };
    const model = modelOf(new Schema({ profile: { name: String, motto: String, secret } }) as never);
    const document = { profile: { name: 'a', motto: 'm', secret: 'KEEP' } };
    const put = await putBack(model, document, ({ _id, _v }) => ({ _id, _v, profile: { name: 'b' } }));
    expect(put.stored.profile).toEqual({ name: 'b', secret: 'hash(KEEP)' });
  });

  it('keeps what is hidden inside a subdocument, also from a PATCH', async () => {
    const inner = new Schema({ name: String, secret: { type: String, select: false } });
    const model = modelOf(new Schema({ profile: inner }) as never);
    const document = { profile: { name: 'a', secret: 'KEEP' } };
    const put = await putBack(model, document, (body) => ({
      ...body,
      profile: { ...(body.profile as Body), name: 'b' },
    }));
    expect(put.stored.profile).toMatchObject({ name: 'b', secret: 'KEEP' });
    const server = await serveResource(model as never, {});
    const path = `/api/notes/${String(put.stored._id)}`;
    expect(await server.request('PATCH', path, { profile: { name: 'c' } })).toMatchObject({ status: 200 });
    expect((await stored(model)).profile).toMatchObject({ name: 'c', secret: 'KEEP' });
  });

  it('keeps what is hidden in the elements of a list that is sorted, shortened and lengthened', async () => {
    const inner = new Schema({ text: String, ip: { type: String, select: false } });
    const model = modelOf(new Schema({ comments: [inner] }) as never);
    const comments = ['a', 'b', 'c'].map((text) => ({ text, ip: `ip of ${text}` }));
    const put = await putBack(model, { comments }, (body) => {
      const [a, , c] = body.comments as [Body, Body, Body];
      return { ...body, comments: [{ ...c, text: 'C' }, { text: 'd' }, a] };
    });
    const kept = (put.stored.comments as Body[]).map(({ text, ip }) => [text, ip]);
    expect(kept).toEqual([
      ['C', 'ip of c'],
      ['d', undefined],
      ['a', 'ip of a'],
    ]);
  });

  it('keeps the elements that a list was shown without', async () => {
    const model = modelOf(new Schema({ comments: [{ text: String, approved: Boolean }], tags: [String] }) as never);
    const document = {
      comments: [{ text: 'a', approved: true }, { text: 'b' }],
      tags: ['x', '_internal'],
    };
    const transform = (body: Body) => ({
      ...body,
      comments: (body.comments as Body[]).filter(({ approved }) => approved),
      tags: (body.tags as string[]).filter((tag) => !tag.startsWith('_')),
    });
    const put = await putBack(model, document, (body) => ({ ...body, tags: ['x', 'y'] }), { transform });
    expect(put.stored.comments).toMatchObject([{ text: 'a' }, { text: 'b' }]);
    expect(put.stored.tags).toEqual(['x', 'y', '_internal']);
  });

  it('keeps what is hidden in a field of no schema', async () => {
    const model = modelOf(new Schema({ meta: Schema.Types.Mixed }) as never);
    const transform = (body: Body) => {
      const { internal: _, ...meta } = body.meta as Body;
      return { ...body, meta };
    };
    const change = (body: Body) => ({ ...body, meta: { color: 'blue' } });
    const put = await putBack(model, { meta: { color: 'red', size: 1, internal: { a: 1 } } }, change, { transform });
    expect(put.stored.meta).toEqual({ color: 'blue', internal: { a: 1 } });
  });

  it('keeps a hidden field that is required', async () => {
    const model = modelOf(
      new Schema({ title: String, secret: { type: String, select: false, required: true } }) as never,
    );
    const put = await putBack(model, { title: 'a', secret: 'KEEP' }, (body) => ({ ...body, title: 'b' }));
    expect(put).toMatchObject({ answer: { status: 200 }, stored: { title: 'b', secret: 'KEEP' } });
  });
});
