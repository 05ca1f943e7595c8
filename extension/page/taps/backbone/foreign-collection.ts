import { at, textOf } from '../../values.ts';
import type { Tap } from '../tap.ts';
import { now } from '../wire/exchange.ts';
import {
  type BackboneCollection,
  type BackboneModel,
  idAttributeOf,
  isModel,
  keyOf,
  resultOf,
} from './backbone-objects.ts';
import { createMoments } from './moments.ts';

/** How a request ended, in HTTP's words; `status` 0 when no response came. */
export interface Settlement {
  ok: boolean;
  status: number;
  body?: unknown;
  /** The number of the channel's message that the answer is as new as, where the server says so. */
  channelSeq?: number | undefined;
}

/** One request of a collection or of one of its models. */
export interface ForeignRequest {
  readonly input: number;
  /** It settled: tells so. What the collection does until `leave` is the consequence. */
  settled(settlement: Settlement): void;
}

/** A live collection that does not report by itself: what it hears, asks for and becomes, as seen from outside. */
export interface ForeignCollection {
  readonly channel: string;
  /** The collection itself, as long as the page has it. */
  target(): BackboneCollection | undefined;
  /** Reports it whole. */
  describe(): void;
  /** A push on its channel. What it does until `leave` is the consequence. */
  message(data: unknown): void;
  request(method: string, target: object, options: Record<string, unknown>): ForeignRequest;
  /**
   * The handlers of the last message or response have returned. Its moment goes on: through the microtasks of this task,
   * and the timers of 0 ms that handlers and microtasks set. Then its end is told.
   */
  leave(): void;
  /** One of Backbone's events on it. */
  triggered(args: unknown[]): void;
}

/** What is remembered of a collection for as long as it lives, also when recording was off in between. */
interface Identity {
  source: string;
  inputs: number;
}
const identities = new WeakMap<object, Identity>();
let sources = 0;
let tokens = 0;

const layer = 'collection';

/** @param seesChanges says whether the collection's events are seen: else nothing may be said of what it did */
export function followForeign(
  collection: BackboneCollection,
  channel: string,
  tap: Tap,
  seesChanges: (collection: object) => boolean,
): ForeignCollection {
  const { report } = tap;
  const identity = identities.get(collection) ?? { source: `foreign-${++sources}`, inputs: 0 };
  identities.set(collection, identity);
  const { source } = identity;
  // The page may be done with it, and nobody tells: there is no `removed` for a foreign collection.
  const held = new WeakRef(collection);
  const idAttribute = idAttributeOf(collection);
  const moments = createMoments(tap, {
    modelOf: (id) => held.deref()?._byId[id],
    size: () => held.deref()?.models.length,
    describe,
    changed: (model, input) => change('change', model, input, true),
    ended: (input) => report({ layer, kind: 'ended', source, input }),
  });
  /** The id of a message's document: `{body}` or `{model}`, or where it is named beside them. */
  const idIn = (data: unknown) =>
    keyOf(at(at(data, 'body') ?? at(data, 'model'), idAttribute)) ?? keyOf(at(data, 'id'));

  function describe(): void {
    const alive = held.deref();
    if (!alive) return;
    const models = alive.models.filter(isModel);
    moments.described(alive.models);
    report({
      layer,
      kind: 'added',
      source,
      name: nameOf(alive) ?? channel,
      url: urlOf(alive),
      channel,
      foreign: true,
      changesSeen: seesChanges(alive),
      idAttribute,
      listening: true,
      size: models.length,
      inFlight: 0,
      held: 0,
      models: models.map(({ cid, attributes }) => ({ cid, attributes })),
    });
  }

  function change(op: 'add' | 'remove' | 'change', model: BackboneModel, input: number, silent?: true): void {
    const { cid, attributes } = model;
    report({
      layer,
      kind: 'change',
      source,
      input,
      op,
      cid,
      id: keyOf(model.id),
      attributes: op === 'remove' ? undefined : attributes,
      silent,
    });
  }

  return {
    channel,
    target: () => held.deref(),
    describe,

    message(data) {
      moments.look();
      const input = ++identity.inputs;
      report({ layer, kind: 'message', source, input, channel, message: data });
      moments.enter(input, idIn(data));
    },

    request(method, target, options) {
      const input = ++identity.inputs;
      const token = `${method.charAt(0)}${++tokens}`;
      const began = now();
      const model = isModel(target) ? target : undefined;
      const id = keyOf(model?.id);
      const attributes = method === 'read' || method === 'delete' ? undefined : (options.attrs ?? model?.attributes);
      report({
        layer,
        kind: 'request',
        source,
        input,
        token,
        method,
        url: textOf(options.url) ?? urlOf(target),
        id,
        cid: model?.cid,
        crid: textOf(at(options.headers, 'X-Live-Request-Id')),
        attributes,
        wait: options.wait === true || undefined,
      });
      return {
        input,
        settled({ ok, status, body, channelSeq }) {
          moments.look();
          const settling = ++identity.inputs;
          const made = ok && method === 'create' ? keyOf(at(body, idAttribute)) : id;
          const ms = now() - began;
          const what = { token, method, ok, status, ms, id: made, channelSeq, body };
          report({ layer, kind: 'response', source, input: settling, ...what });
          moments.enter(settling, made);
        },
      };
    },

    leave: moments.leave,

    triggered([event, subject, where]) {
      if (event === 'reset') return describe();
      if (event !== 'add' && event !== 'remove' && event !== 'change') return;
      // `add` and `remove` of a model in two collections are heard in both.
      if (!isModel(subject) || (event !== 'change' && where !== held.deref())) return;
      change(event, subject, moments.heard(event, subject));
    },
  };
}

/** What the developer calls its class; Backbone's `extend` makes classes that all have the same name. */
function nameOf(collection: BackboneCollection): string | undefined {
  const { name } = collection.constructor ?? {};
  return !name || name === 'child' || name === 'Collection' ? undefined : name;
}

function urlOf(target: object): string {
  try {
    return String(resultOf(target, 'url') ?? '');
  } catch {
    return ''; // a model without a collection has none, and says so by throwing
  }
}
