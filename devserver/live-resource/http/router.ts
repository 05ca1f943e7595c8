import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { ChannelPath, Params } from '../channel-path.ts';
import { checkQuery } from '../documents/checked-query.ts';
import { createConflicts } from '../documents/conflicts.ts';
import { VERSION_FIELD, versionOf } from '../documents/document-version.ts';
import {
  checkKind,
  type Given,
  hasChosenIds,
  modelFor,
  readGiven,
  takeChosenId,
  writableFields,
} from '../documents/given-fields.ts';
import type { LiveDocument, LiveModel } from '../documents/live-model.ts';
import type { Partition } from '../documents/partition.ts';
import type { Reader } from '../documents/reader.ts';
import { mergeFields, replaceFields } from '../documents/replace-fields.ts';
import { checkedBody, deselectedPaths } from '../documents/writable-fields.ts';
import type { Action, IsAllowed } from '../guards/authorize.ts';
import { type Gate, refuseForeignPages } from '../guards/origin.ts';
import { idKey } from '../id-key.ts';
import { RequestError } from '../request-error.ts';
import { type Envelope, IGNORED_HEADER, SEQ_HEADER } from '../writes/envelope.ts';
import type { Publisher } from '../writes/publisher.ts';
import { limitParsed } from './body-limit.ts';
import { shareWithOrigins } from './cors.ts';
import { errorResponse } from './error-response.ts';
import { handled } from './handled.ts';
import type { Idempotency } from './idempotency.ts';
import { requestContext, setAbout, withRequestContext } from './request-context.ts';

const JSON_TYPES = ['application/json', 'application/*+json'];

/** An answer as it is remembered for those who repeat the request. */
export interface Answer {
  readonly seq: number | undefined;
  readonly body: Record<string, unknown>;
  /** What of the request was not written. */
  readonly ignored: readonly string[];
}

export interface RouterParts {
  model: LiveModel;
  path: ChannelPath;
  partition: Partition;
  publisher: Publisher;
  reader: Reader;
  isAllowed: IsAllowed;
  idempotency: Idempotency<Answer>;
  /** Deletes a document, instead of from the database. */
  remove?: (document: LiveDocument) => unknown;
  gate: Gate;
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
 * | PUT /:id      | 200 the fields that a read shows replaced; 201 where clients choose ids and it is a new one |
 * | PATCH /:id    | 200 the fields given replaced                 |
 * | DELETE /:id   | 200 the document as it was last read          |
 *
 * What cannot be served is `{error: 'one clear sentence'}` with 400, 403, 404, 405, 409, 413, 415, 422, 500 or 503.
 */
export function resourceRouter(parts: RouterParts): Router {
  const { model, path, partition, publisher, reader, isAllowed, idempotency } = parts;
  const conflicts = createConflicts();
  const body = [requireJson, limitParsed(parts.bodyLimit), express.json({ limit: parts.bodyLimit, type: JSON_TYPES })];
  const router = express.Router({ mergeParams: true });

  router.use(withRequestContext, refuseForeignPages(parts.gate), shareWithOrigins(parts.gate.origins ?? []));

  router.get(
    '/',
    handled(async (request: Request, response) => {
      const { channel } = await enter(request, 'read');
      const snapshot = await reader.list(channel);
      response.set(SEQ_HEADER, String(snapshot?.seq)).json(snapshot?.rows);
    }),
  );

  router.get(
    '/:id',
    handled(async (request: Request<{ id: string }>, response) => {
      const { channel } = await enter(request, 'read');
      const seq = await publisher.current(channel);
      const document = await find(request.params.id, channel);
      response.set(SEQ_HEADER, String(seq)).json(await reader.represent(document, channel));
    }),
  );

  router.post(
    '/',
    ...body,
    handled(async (request: Request, response) => {
      const { channel, params } = await enter(request, 'create');
      const values = checkedBody(request.body);
      const once = () => create(values, channel, params);
      const crid = requestContext()?.crid;
      const made = await (crid === undefined ? once() : idempotency.once(`${channel} ${crid}`, values, once));
      send(response.status(201), made);
    }),
  );

  router.put(
    '/:id',
    ...body,
    handled(async (request: Request<{ id: string }>, response) => {
      if (await isNew(request)) {
        const { channel, params } = await enter(request, 'create');
        const values = { ...checkedBody(request.body), _id: request.params.id };
        send(response.status(201), await create(values, channel, params));
      } else {
        await update(request, response, (document, given, shown, params) => {
          const known = writableFields(document);
          // A document does not leave its partition by silence.
          replaceFields(document, known, { ...partition.filterFor(params), ...given.fields }, shown);
        });
      }
    }),
  );

  router.patch(
    '/:id',
    ...body,
    handled(async (request: Request<{ id: string }>, response) => {
      await update(request, response, (document, given, shown) => mergeFields(document, given.fields, shown));
    }),
  );

  router.delete(
    '/:id',
    handled(async (request: Request<{ id: string }>, response) => {
      const { channel } = await enter(request, 'delete');
      const { id } = request.params;
      await conflicts.inTurn(checkedId(model, id), async () => {
        const document = await find(id, channel);
        const shown = await reader.represent(document, channel);
        if (conflicts.isStale(request, {}, document)) throw conflict(shown);
        if (parts.remove) await parts.remove(document);
        else if (!(await model.findOneAndDelete({ _id: document._id }))) throw notFound(id);
        setSeq(response, caused(channel)?.seq).json(shown);
      });
    }),
  );

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
    change: (document: LiveDocument, given: Given, shown: Record<string, unknown>, params: Params) => void,
  ): Promise<void> {
    const { channel, params } = await enter(request, 'update');
    const values = checkedBody(request.body);
    const { id } = request.params;
    await conflicts.inTurn(checkedId(model, id), async () => {
      const found = await find(id, channel);
      const shown = await reader.represent(found, channel);
      if (conflicts.isStale(request, values, found)) throw conflict(shown);
      const document = await whole(found);
      checkKind(document, values);
      const given = readGiven(document, values, shown);
      change(document, given, shown, params);
      for (const [path, value] of given.paths) document.set(path, value);
      const destination = partition.channelOf(document);
      if (destination !== undefined && destination !== channel) {
        if (!(await isAllowed({ request }, destination, 'create'))) throw forbidden();
      }
      if (conflicts.isBased(request, values)) await saveIfStill(document, id, channel);
      else await document.save();
      conflicts.written(document);
      send(response, await answer(document._id, channel, given.ignored));
    });
  }

  /** Saves a document if it is in the database as it was read. @throws RequestError 409 with the document as it is now */
  async function saveIfStill(document: LiveDocument, id: string, channel: string): Promise<void> {
    const version = versionOf(document);
    if (version !== undefined) document.$where = { ...document.$where, [VERSION_FIELD]: version };
    try {
      await document.save();
    } catch (error) {
      if ((error as Error).name !== 'DocumentNotFoundError') throw error;
      throw conflict(await reader.represent(await find(id, channel), channel));
    } finally {
      document.$where = {};
    }
  }

  async function create(values: Record<string, unknown>, channel: string, params: Params): Promise<Answer> {
    const document: LiveDocument = new (modelFor(model, values))();
    takeChosenId(document, values);
    const given = readGiven(document, values, hasChosenIds(model) ? { _id: values._id } : {});
    mergeFields(document, given.fields);
    for (const [path, value] of given.paths) document.set(path, value);
    document.set(partition.filterFor(params)); // the path has the last word
    if (partition.channelOf(document) !== channel) {
      throw new RequestError(422, 'The document does not belong to this path.');
    }
    setAbout(document._id);
    await document.save();
    conflicts.written(document);
    return answer(document._id, channel, given.ignored);
  }

  /** Is a PUT the first of a document whose id a client has chosen? One that was read before has a version, and is gone. */
  async function isNew(request: Request<{ id: string }>): Promise<boolean> {
    if (!hasChosenIds(model) || request.headers['if-match'] !== undefined) return false;
    if (Object.hasOwn(checkedBody(request.body), VERSION_FIELD)) return false;
    return !(await model.exists({ _id: checkedId(model, request.params.id) }));
  }

  /** What the message says, if the write caused one, else what a read does; of a document that none shows, its id. */
  async function answer(id: unknown, channel: string, ignored: readonly string[]): Promise<Answer> {
    const messages = [...(requestContext()?.caused.values() ?? [])].filter((message) => message.id === String(id));
    const told = messages.find(({ method }) => method !== 'DELETE') ?? messages[0];
    return { seq: caused(channel)?.seq, body: told?.body ?? (await shownBody(id, channel)), ignored };
  }

  async function shownBody(id: unknown, channel: string): Promise<Record<string, unknown>> {
    const found = (await reader.find(channel, [id])).get(idKey({ _id: id }));
    return found ? reader.represent(found, channel) : { _id: JSON.parse(JSON.stringify(id)) };
  }

  async function find(text: string, channel: string): Promise<LiveDocument> {
    const id = checkedId(model, text);
    const document = (await reader.find(channel, [id])).get(idKey({ _id: id }));
    if (!document) throw notFound(text);
    setAbout(document._id);
    return document;
  }

  /** A document to be changed, with the fields that a read leaves out: what is saved again must not lack them. */
  async function whole(found: LiveDocument): Promise<LiveDocument> {
    const hidden = deselectedPaths(model);
    const isDocument = typeof found.save === 'function';
    if (hidden.length === 0 && isDocument) return found;
    const query = model.findOne({ _id: found._id }).read('primary');
    const document = (await query.select(hidden.map((path) => `+${path}`))) as LiveDocument | null;
    if (!document) throw notFound(String(found._id));
    return typeof document.save === 'function' ? document : (model.hydrate(document) as unknown as LiveDocument);
  }
}

/** The last message about the request's document on a channel. */
function caused(channel: string): Envelope | undefined {
  return requestContext()?.caused.get(channel);
}

function setSeq(response: Response, seq: number | undefined): Response {
  return seq === undefined ? response : response.set(SEQ_HEADER, String(seq));
}

/** At most so many names of what was not written. */
const MOST_IGNORED = 50;

function send(response: Response, { seq, body, ignored }: Answer): void {
  if (ignored.length > 0) {
    response.set(
      IGNORED_HEADER,
      ignored
        .slice(0, MOST_IGNORED)
        .map((name) => encodeURIComponent(name.slice(0, 64)))
        .join(),
    );
  }
  setSeq(response, seq).json(body);
}

function conflict(current: Record<string, unknown>): RequestError {
  return new RequestError(409, 'The document was changed since it was read.', current);
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
