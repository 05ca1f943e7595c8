import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Model } from 'mongoose';
import { SEQ_HEADER } from './envelope.ts';
import { errorResponse } from './error-response.ts';
import { asLiveModel, type LiveDocument, type LiveModel } from './live-model.ts';
import type { Publisher } from './publisher.ts';
import { representation } from './representation.ts';
import { requestContext, withRequestContext } from './request-context.ts';
import { RequestError } from './request-error.ts';
import { checkedBody, mergeFields, replaceFields, writableFields } from './writable-fields.ts';

const JSON_TYPES = ['application/json', 'application/*+json'];

/**
 * REST over one Mongoose model, to be mounted at the resource's path.
 *
 * | request       | answer                                        |
 * |---------------|-----------------------------------------------|
 * | GET /         | 200 all documents                             |
 * | GET /:id      | 200 one                                       |
 * | POST /        | 201 the document created                      |
 * | PUT /:id      | 200 the writable fields replaced              |
 * | PATCH /:id    | 200 the fields given replaced                 |
 * | DELETE /:id   | 200 the document as it was last stored        |
 *
 * What cannot be served is `{error: 'one clear sentence'}` with 400, 404, 405, 409, 413, 415, 422, 500 or 503.
 *
 * @param options.bodyLimit the longest body, in bytes
 * @param options.onError where errors go that are not the client's; by default to stderr
 */
export function resourceRouter<T>(
  typedModel: Model<T>,
  options: { publisher: Publisher; bodyLimit?: number; onError?: (error: unknown) => void },
): Router {
  const { publisher, bodyLimit = 100 * 1024, onError = (error) => console.error(error) } = options;
  const model = asLiveModel(typedModel);
  const fields = writableFields(model);
  const body = [requireJson, express.json({ limit: bodyLimit, type: JSON_TYPES })];
  const router = express.Router();

  router.use(withRequestContext);

  router.get('/', async (_request, response) => {
    // Read before the database is: every message up to it was written before, so the list has them all. Read after,
    // the number could cover a write that the list lacks, and a client would take the list's silence for a delete.
    const seq = await publisher.current();
    const documents = await model.find();
    response.set(SEQ_HEADER, String(seq)).json(documents.map((document) => representation(document)));
  });

  router.get('/:id', async (request, response) => {
    const seq = await publisher.current();
    const document = await find(model, request.params.id);
    response.set(SEQ_HEADER, String(seq)).json(representation(document));
  });

  router.post('/', ...body, async (request, response) => {
    const document = new model();
    mergeFields(document, fields, checkedBody(request.body));
    await document.save();
    answer(response.status(201), document);
  });

  router.put('/:id', ...body, async (request: Request<{ id: string }>, response: Response) => {
    const values = checkedBody(request.body);
    const document = await find(model, request.params.id);
    replaceFields(document, fields, values);
    await document.save();
    answer(response, document);
  });

  router.patch('/:id', ...body, async (request: Request<{ id: string }>, response: Response) => {
    const values = checkedBody(request.body);
    const document = await find(model, request.params.id);
    mergeFields(document, fields, values);
    await document.save();
    answer(response, document);
  });

  router.delete('/:id', async (request, response) => {
    const document = await model.findByIdAndDelete(checkedId(model, request.params.id));
    if (!document) throw notFound(request.params.id);
    setSeq(response).json(representation(document));
  });

  router.all('/', refuseMethod('GET, POST'));
  router.all('/:id', refuseMethod('GET, PUT, PATCH, DELETE'));
  router.use(errorResponse(onError));
  return router;

  /** Answers with what the message says, if the write caused one: the document as stored, others' writes included. */
  function answer(response: Response, document: LiveDocument): void {
    setSeq(response).json(requestContext()?.caused.get(publisher.channel)?.body ?? representation(document));
  }

  function setSeq(response: Response): Response {
    const message = requestContext()?.caused.get(publisher.channel);
    return message ? response.set(SEQ_HEADER, String(message.seq)) : response;
  }
}

async function find(model: LiveModel, id: string): Promise<LiveDocument> {
  const document = await model.findById(checkedId(model, id));
  if (!document) throw notFound(id);
  return document;
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
