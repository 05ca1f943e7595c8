import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Action, IsAllowed } from './authorize.ts';
import type { ChannelPath, Params } from './channel-path.ts';
import { checkQuery } from './checked-query.ts';
import { type Envelope, SEQ_HEADER } from './envelope.ts';
import { errorResponse } from './error-response.ts';
import type { Idempotency } from './idempotency.ts';
import type { LiveDocument, LiveModel } from './live-model.ts';
import { refuseForeignWrites } from './origin.ts';
import type { Partition } from './partition.ts';
import type { Publisher } from './publisher.ts';
import type { Represent } from './representation.ts';
import { requestContext, setAbout, withRequestContext } from './request-context.ts';
import { RequestError } from './request-error.ts';
import type { Rows } from './rows.ts';
import { checkedBody, mergeFields, replaceFields, writableFields } from './writable-fields.ts';

const JSON_TYPES = ['application/json', 'application/*+json'];

/** An answer as it is remembered for those who repeat the request. */
export interface Answer {
  readonly seq: number | undefined;
  readonly body: Record<string, unknown>;
}

export interface RouterParts {
  model: LiveModel;
  path: ChannelPath;
  partition: Partition;
  publisher: Publisher;
  rows: Rows;
  represent: Represent;
  isAllowed: IsAllowed;
  idempotency: Idempotency<Answer>;
  origins: readonly string[];
  /** The longest body, in bytes. */
  bodyLimit: number;
  onError: (error: unknown) => void;
}

/**
 * REST over one Mongoose model, at the resource's path.
 *
 * | request       | answer                                        |
 * |---------------|-----------------------------------------------|
 * | GET /         | 200 all documents of the channel              |
 * | GET /:id      | 200 one                                       |
 * | POST /        | 201 the document created                      |
 * | PUT /:id      | 200 the writable fields replaced              |
 * | PATCH /:id    | 200 the fields given replaced                 |
 * | DELETE /:id   | 200 the document as it was last stored        |
 *
 * What cannot be served is `{error: 'one clear sentence'}` with 400, 403, 404, 405, 409, 413, 415, 422, 500 or 503.
 */
export function resourceRouter(parts: RouterParts): Router {
  const { model, path, partition, publisher, rows, represent, isAllowed, idempotency } = parts;
  const fields = writableFields(model);
  const body = [requireJson, express.json({ limit: parts.bodyLimit, type: JSON_TYPES })];
  const router = express.Router({ mergeParams: true });

  router.use(withRequestContext, refuseForeignWrites(parts.origins));

  router.get('/', async (request, response) => {
    const { channel } = await enter(request, 'read');
    const snapshot = await rows.read(channel);
    response.set(SEQ_HEADER, String(snapshot?.seq)).json(snapshot?.rows);
  });

  router.get('/:id', async (request, response) => {
    const { channel } = await enter(request, 'read');
    const seq = await publisher.current(channel);
    const document = await find(request.params.id, channel);
    response.set(SEQ_HEADER, String(seq)).json(await represent(document, channel));
  });

  router.post('/', ...body, async (request: Request, response: Response) => {
    const { channel, params } = await enter(request, 'create');
    const values = checkedBody(request.body);
    const create = async () => {
      const document = new model();
      mergeFields(document, fields, values);
      document.set(partition.filterFor(params)); // the path has the last word
      if (partition.channelOf(document) !== channel) {
        throw new RequestError(422, 'The document does not belong to this path.');
      }
      setAbout(document._id);
      await document.save();
      return answer(document, channel);
    };
    const crid = requestContext()?.crid;
    const { seq, body } = await (crid === undefined
      ? create()
      : idempotency.once(`${channel} ${crid}`, values, create));
    setSeq(response, seq).status(201).json(body);
  });

  router.put('/:id', ...body, async (request: Request<{ id: string }>, response: Response) => {
    await update(request, response, (document, values, params) => {
      // A document does not leave its partition by silence.
      replaceFields(document, fields, { ...partition.filterFor(params), ...values });
    });
  });

  router.patch('/:id', ...body, async (request: Request<{ id: string }>, response: Response) => {
    await update(request, response, (document, values) => mergeFields(document, fields, values));
  });

  router.delete('/:id', async (request, response) => {
    const { channel } = await enter(request, 'delete');
    const document = await find(request.params.id, channel);
    const deleted = await model.findOneAndDelete({ _id: document._id });
    if (!deleted) throw notFound(request.params.id);
    setSeq(response, caused(channel)?.seq).json(await represent(deleted, channel));
  });

  router.all('/', refuseMethod('GET, POST'));
  router.all('/:id', refuseMethod('GET, PUT, PATCH, DELETE'));
  router.use(errorResponse(parts.onError));
  return router;

  /** The channel that a request is about. @throws RequestError 400, 403 or 404 */
  async function enter(request: Request, action: Action): Promise<{ channel: string; params: Params }> {
    checkQuery(request.url);
    const params = Object.fromEntries(path.params.map((name) => [name, String(request.params[name])]));
    const channel = path.channelFor(params);
    if (channel === undefined) throw new RequestError(404, 'There is nothing by this name.');
    if (!(await isAllowed({ request }, channel, action))) throw forbidden();
    return { channel, params };
  }

  async function update(
    request: Request<{ id: string }>,
    response: Response,
    change: (document: LiveDocument, values: Record<string, unknown>, params: Params) => void,
  ): Promise<void> {
    const { channel, params } = await enter(request, 'update');
    const values = checkedBody(request.body);
    const document = await find(request.params.id, channel);
    change(document, values, params);
    const destination = partition.channelOf(document);
    if (destination !== undefined && destination !== channel) {
      if (!(await isAllowed({ request }, destination, 'create'))) throw forbidden();
    }
    await document.save();
    const { seq, body } = await answer(document, channel);
    setSeq(response, seq).json(body);
  }

  /** What the message says, if the write caused one: the document as stored, others' writes included. */
  async function answer(document: LiveDocument, channel: string): Promise<Answer> {
    const id = String(document._id);
    const messages = [...(requestContext()?.caused.values() ?? [])];
    const told = messages.find((message) => message.id === id && message.method !== 'DELETE');
    return { seq: caused(channel)?.seq, body: told?.body ?? (await represent(document, channel)) };
  }

  async function find(id: string, channel: string): Promise<LiveDocument> {
    const document = await model.findById(checkedId(model, id));
    if (!document || partition.channelOf(document) !== channel) throw notFound(id);
    setAbout(document._id);
    return document;
  }
}

/** The last message about the request's document on a channel. */
function caused(channel: string): Envelope | undefined {
  return requestContext()?.caused.get(channel);
}

function setSeq(response: Response, seq: number | undefined): Response {
  return seq === undefined ? response : response.set(SEQ_HEADER, String(seq));
}

/** An id that cannot be one names nothing: 404, as for one that merely does not exist. */
function checkedId(model: LiveModel, id: string): unknown {
  try {
    return model.schema.path('_id').cast(id);
  } catch {
    throw notFound(id);
  }
}

function notFound(id: string): RequestError {
  return new RequestError(404, `There is no document with the id ${JSON.stringify(id.slice(0, 64))}.`);
}

function forbidden(): RequestError {
  return new RequestError(403, 'You may not do this here.');
}

function requireJson(request: Request, _response: Response, next: NextFunction): void {
  next(request.is(JSON_TYPES) ? undefined : new RequestError(415, 'The body must be of the type application/json.'));
}

function refuseMethod(allowed: string) {
  return (request: Request, response: Response): void => {
    response
      .set('Allow', allowed)
      .status(405)
      .json({ error: `${request.method} is not possible here.` });
  };
}
