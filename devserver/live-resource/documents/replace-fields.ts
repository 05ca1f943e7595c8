import { type LiveDocument, modelOf } from './live-model.ts';

type Fields = Record<string, unknown>;

/** A document, or one inside another. */
interface Holder {
  get(path: string): unknown;
  set(path: string, value: unknown): unknown;
  toObject(options: object): Fields;
  readonly schema: { pathType(path: string): string };
}

/** As it is stored, in plain objects. */
const AS_STORED = {
  depopulate: true,
  flattenMaps: true,
  getters: false,
  transform: false,
  versionKey: false,
  virtuals: false,
};

/**
 * PUT: writes every one of the fields. One that the body lacks goes back to its default, if the document as it is shown has
 * it: what a client was never shown it cannot know, and its silence says nothing of it.
 *
 * @param shown the document as a read shows it, now
 */
export function replaceFields(document: LiveDocument, fields: readonly string[], body: Fields, shown: Fields): void {
  mergeFields(document, body, shown);
  const fresh = new (modelOf(document))();
  for (const field of fields) {
    if (!Object.hasOwn(body, field) && Object.hasOwn(shown, field)) document.set(field, fresh.get(field));
  }
}

/**
 * POST and PATCH: writes the fields that are given. Of an object or a list that is shown only in part, the rest stays.
 *
 * @param shown the document as a read shows it, now; without it, it is a new one
 */
export function mergeFields(document: LiveDocument, body: Fields, shown?: Fields): void {
  const given = Object.keys(body);
  const isWhole = shown === undefined || !given.some((field) => isObject(body[field]));
  const stored = isWhole ? {} : (document as unknown as Holder).toObject(AS_STORED);
  for (const field of given) {
    if (shown && hides(stored[field], shown[field])) {
      write(document as unknown as Holder, field, body[field], shown[field], stored[field]);
    } else document.set(field, body[field]);
  }
}

/**
 * Does a value show less than is stored, at any depth?
 *
 *   { name, secret }   shown as   { name }      yes
 *   [ a, b ]           shown as   [ a ]         yes
 *   an ObjectId        shown as   its text      no
 *   an id              shown as   a document    no
 */
function hides(stored: unknown, shown: unknown): boolean {
  if (Array.isArray(stored)) {
    if (!Array.isArray(shown)) return stored.length > 0 && shown === undefined;
    return stored.length > shown.length || stored.some((value, at) => hides(value, shown[at]));
  }
  if (!isPlain(stored) || !isPlain(shown)) return false;
  return Object.entries(stored).some(
    ([key, value]) => value !== undefined && (!Object.hasOwn(shown, key) || hides(value, shown[key])),
  );
}

/** Writes a value that is stored with more than is shown of it. */
function write(holder: Holder, path: string, value: unknown, shown: unknown, stored: unknown): void {
  const current = holder.get(path);
  if (isPlain(value) && isPlain(stored)) {
    if (isHolder(current)) writeInto(current, '', value, shown, stored);
    else if (holder.schema.pathType(path) === 'nested') writeInto(holder, `${path}.`, value, shown, stored);
    else holder.set(path, completed(value, shown, stored));
  } else if (Array.isArray(value) && Array.isArray(stored)) {
    holder.set(path, writtenList(current, value, shown, stored));
  } else holder.set(path, value);
}

/** Each field of an object by itself; those that are shown and not given go, those that are not shown stay. */
function writeInto(holder: Holder, prefix: string, value: Fields, shown: unknown, stored: Fields): void {
  const known = isPlain(shown) ? shown : {};
  for (const [key, inner] of Object.entries(value)) {
    if ((key === '_id' || key === 'id') && String(stored._id) === String(inner)) continue;
    write(holder, prefix + key, inner, known[key], stored[key]);
  }
  for (const key of Object.keys(known)) {
    const isIts = key !== '_id' && Object.hasOwn(stored, key) && !Object.hasOwn(value, key);
    if (isIts) holder.set(prefix + key, undefined);
  }
}

/** A list: its elements as they are given, each with what is not shown of it; then those that are not shown at all. */
function writtenList(current: unknown, value: unknown[], shown: unknown, stored: unknown[]): unknown[] {
  const elements = Array.from(Array.isArray(current) ? current : [], (element: unknown) => element);
  const shownById = new Map((Array.isArray(shown) ? shown : []).map((element) => [keyOf(element), element]));
  const isByPlace = Array.isArray(shown) && shown.length === stored.length && value.length === stored.length;
  const taken = new Set<number>();
  const written = value.map((element, place) => {
    const key = keyOf(element);
    const same = stored.findIndex((each) => key !== undefined && keyOf(each) === key);
    const at = key === undefined && isByPlace && keyOf(stored[place]) === undefined ? place : same;
    if (at < 0 || taken.has(at)) return element;
    taken.add(at);
    const seen = key === undefined ? (shown as unknown[])[at] : shownById.get(key);
    return writtenElement(elements[at], element, seen, stored[at]);
  });
  const isHidden = (each: unknown) => keyOf(each) !== undefined && !shownById.has(keyOf(each));
  const left = elements.filter((_element, at) => !taken.has(at) && isHidden(stored[at]));
  return [...written, ...left];
}

function writtenElement(current: unknown, value: unknown, shown: unknown, stored: unknown): unknown {
  if (!isPlain(value) || !isPlain(stored)) return value;
  if (!isHolder(current)) return completed(value, shown, stored);
  writeInto(current, '', value, shown, stored);
  return current;
}

/** A plain value with what of it is not shown. */
function completed(value: unknown, shown: unknown, stored: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(stored)) return writtenList(stored, value, shown, stored);
  if (!isPlain(value) || !isPlain(stored)) return value;
  const known = isPlain(shown) ? shown : {};
  const hidden = Object.entries(stored).filter(([key]) => !Object.hasOwn(known, key) && !Object.hasOwn(value, key));
  const given = Object.entries(value).map(([key, inner]) => [key, completed(inner, known[key], stored[key])]);
  return Object.fromEntries([...hidden, ...given]);
}

/** By what an element of a list is known again: its id, by either name, or itself, as JSON writes it. */
function keyOf(element: unknown): string | undefined {
  if (typeof element === 'bigint') return String(element);
  if (!isPlain(element)) return String(JSON.parse(JSON.stringify(element ?? null)));
  const id = element._id ?? element.id;
  return id === undefined || id === null ? undefined : String(id);
}

function isHolder(value: unknown): value is Holder {
  return isObject(value) && 'toObject' in value && 'set' in value && 'get' in value && !Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Not a Date, not an ObjectId: an object of fields. */
function isPlain(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
