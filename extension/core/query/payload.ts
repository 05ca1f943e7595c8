import { readEnvelope } from '../bayeux/bayeux.ts';
import { carriedBy } from '../bayeux/event-message.ts';
import { readFacts } from '../explanation/facts.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { PayloadRoot } from './fields.ts';

/** Keys looked at in one object, and places that one path may lead to. */
const MAX_KEYS = 200;

/**
 * What a path of a query leads to in an event, each as text: `data.type` in a message's data, `body.title` in the document
 * that a message, a request or a response carries, `changed` among the attributes that a decision changed. A path goes into
 * every element of a list; without one it is the value itself, or those of its keys.
 */
export function valuesAt(event: LiveEvent, root: PayloadRoot, path: readonly string[]): string[] {
  if (root === 'changed') return changedIn(event);
  let places: unknown[] = [payloadOf(event, root)];
  for (const key of path)
    places = places
      .flatMap((place) => (Array.isArray(place) ? place.slice(0, MAX_KEYS) : [place]))
      .flatMap((place) => (isObject(place) && Object.hasOwn(place, key) ? [place[key]] : []));
  const ends =
    path.length === 0 ? places.flatMap((place) => (isObject(place) ? Object.values(place) : [place])) : places;
  return ends
    .flatMap((end) => (Array.isArray(end) ? end : [end]))
    .slice(0, MAX_KEYS)
    .flatMap(textOf);
}

/** Paths that an event has, or of `changed` names that it may have changed, to the second level: `type`, `payload.name`. */
export function pathsOf(event: LiveEvent, root: PayloadRoot): string[] {
  if (root === 'changed') return [...changedIn(event), ...attributesIn(event)];
  return keysOf(payloadOf(event, root)).flatMap(([key, value]) =>
    isObject(value) && !Array.isArray(value) ? keysOf(value).map(([inner]) => `${key}.${inner}`) : [key],
  );
}

const keysOf = (value: unknown): [string, unknown][] =>
  isObject(value) && !Array.isArray(value)
    ? Object.entries(value)
        .slice(0, MAX_KEYS)
        .filter(([key]) => /^[^\s:."()]+$/.test(key))
    : [];

function payloadOf(event: LiveEvent, root: PayloadRoot): unknown {
  if (event.layer === 'http') return root === 'body' && 'body' in event ? parsed(event.body) : undefined;
  if (event.layer === 'collection') {
    if (event.kind === 'message') return root === 'data' ? event.message : readEnvelope(event.message)?.body;
    if (root === 'data') return undefined;
    if (event.kind === 'response') return event.body;
    return 'attributes' in event ? event.attributes : undefined;
  }
  const message = carriedBy(event);
  const data = isObject(message) ? message.data : undefined;
  return root === 'data' ? data : readEnvelope(data)?.body;
}

function changedIn(event: LiveEvent): string[] {
  if (event.layer !== 'collection' || event.kind !== 'decision') return [];
  const { changed } = readFacts(event.facts);
  return Array.isArray(changed) ? changed.flatMap(textOf) : [];
}

/** The attributes of a model that changed. */
const attributesIn = (event: LiveEvent): string[] =>
  event.layer === 'collection' && event.kind === 'change' && event.op === 'change'
    ? keysOf(event.attributes).map(([name]) => name)
    : [];

function textOf(value: unknown): string[] {
  if (value === null) return ['null'];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
