import type { Envelope, Input, Row } from '../../../devserver/live-collection/reconciler/reconciler.ts';
import type { SyncMethod } from '../../../devserver/live-collection/registry.ts';
import type { LiveEventOf } from '../protocol/events.ts';
import { type Models, versionIn } from './models.ts';

/** How a collection's documents are to be read: what its messages, requests and models have shown so far. */
export interface Manner {
  idAttribute: string;
  versionAttribute: string;
  /** Its requests carry a name that the server echoes. One that sends none cannot know what an echo means. */
  sendsCrids: boolean;
}

/** `{operation, model}`, as Gitter's server publishes it, in the words of 2013. */
const OPERATIONS = new Map<unknown, string>([
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['remove', 'DELETE'],
]);

const METHODS: ReadonlySet<string> = new Set<SyncMethod>(['create', 'read', 'update', 'patch', 'delete']);

/** A push as the reconciler takes it, whichever vocabulary it speaks. */
export function envelopeOf(message: unknown, manner: Manner): Envelope {
  if (!isObject(message)) return { method: '', body: message };
  const { method, body, id, seq, v, crid, operation, model } = message;
  if (typeof method !== 'string' && isObject(model)) {
    // Its documents carry their version by this name, unless they have one by ours.
    if (wholeNumber(model.v) !== undefined && !Object.hasOwn(model, '_v')) manner.versionAttribute = 'v';
    return envelopeOf({ method: OPERATIONS.get(operation) ?? '', body: model, id, seq, v }, manner);
  }
  return {
    method: typeof method === 'string' ? method : '',
    body,
    id: isMisnamed(body, keyOf(id), manner) ? undefined : (keyOf(id) ?? idIn(body, manner)),
    seq: wholeNumber(seq),
    v: wholeNumber(v) ?? versionIn(body, manner.versionAttribute),
    crid: manner.sendsCrids && typeof crid === 'string' && crid !== '' ? crid : undefined,
  };
}

/** Is the id in the body, under a name that the collection's models do not read? Then the document is none to it. */
function isMisnamed(body: unknown, id: string | undefined, manner: Manner): boolean {
  if (!isObject(body) || id === undefined || idIn(body, manner) !== undefined) return false;
  return ['id', '_id'].some((name) => keyOf(body[name]) === id);
}

/** An own request, with what it may have to be undone to; nothing for a method that is none of Backbone's. */
export function requestInput(event: LiveEventOf<'collection', 'request'>, models: Models): Input | undefined {
  const { at, token, method, id, cid, crid } = event;
  if (!isMethod(method)) return undefined;
  const before = id === undefined ? undefined : models.attributes(id);
  return { type: 'request', at, token, method, id, cid, crid, before };
}

/** An answer: of a collection's fetch a list, of all else one document. */
export function responseInput(
  event: LiveEventOf<'collection', 'response'>,
  request: { cid?: string | undefined; crid?: string | undefined } | undefined,
  manner: Manner,
): Input | undefined {
  const { at, token, method, ok, status, body, channelSeq: seq } = event;
  if (!isMethod(method)) return undefined;
  if (method === 'read' && ok && Array.isArray(body) && request?.cid === undefined)
    return { type: 'snapshot', at, token, rows: body.map((row) => rowOf(row, manner)), seq, whole: true };
  return {
    type: 'response',
    at,
    token,
    method,
    ok,
    status,
    id: event.id ?? idIn(body, manner),
    cid: request?.cid,
    crid: request?.crid,
    body,
    v: versionIn(body, manner.versionAttribute),
    seq,
  };
}

function rowOf(body: unknown, manner: Manner): Row {
  return { id: idIn(body, manner), v: versionIn(body, manner.versionAttribute), body };
}

export function idIn(body: unknown, { idAttribute }: Manner): string | undefined {
  return isObject(body) ? keyOf(body[idAttribute]) : undefined;
}

function keyOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function isMethod(method: string): method is SyncMethod {
  return METHODS.has(method);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
