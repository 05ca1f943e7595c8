/**
 * The id in a body as the REST API returns it. Mostly it stands under the model's own name. Where only `parse` knows it, it
 * is found, in this order:
 *
 *   an attribute that was the id in every body so far   → that one; the body stays what it is until a model takes it
 *   none is known, or the id is computed                → the model is made, as Backbone would: once, and it is taken later
 *
 * The second costs a model that nobody keeps where the document is here already: `parse` is to run on that one.
 */
import Backbone from 'backbone';
import { internals, type SyncOptions } from './backbone-internals.ts';
import { copyOf } from './copy.ts';
import { overlay } from './override-method.ts';
import { idKey, isObject } from './reconciler/envelope.ts';

/** What a message's body is made into a model with. */
export const PARSED: { parse: true; live: true } = { parse: true, live: true };

/** Where in a body an attribute stands, from the outermost name on. */
type Path = readonly string[];

export interface BodyIds<M> {
  /**
   * @param named the id that came beside the body, as a key
   * @param options those of the request that brought it
   * @param given what a model is made of, where one has to be: a copy, unless it is given
   */
  of(body: unknown, named?: string, options?: SyncOptions, given?: unknown): string | undefined;
  /** The model that was made of this body to find its id, and is let go of; false when it is invalid. */
  take(body: unknown): M | false | undefined;
  /**
   * The id that the response to a create brings. Where only `parse` can tell, it runs now, and gives Backbone the same then.
   *
   * @returns the id, and what ends that
   */
  ofCreated(model: M, body: Record<string, unknown>, options: SyncOptions): { id: string | undefined; end(): void };
  /**
   * Learns from a body that was parsed.
   *
   * @param id what `parse` made its id
   * @param believed what was taken for its id
   * @returns whether that was wrong and would be again: then what was decided by it is to be asked for
   */
  learn(body: unknown, id: string | undefined, believed?: string): boolean;
  /** Has the model a `parse` of its own, or is it made by a function? */
  readonly areParsed: boolean;
}

export function createBodyIds<M extends Backbone.Model>(collection: Backbone.Collection<M>): BodyIds<M> {
  const prepared = new WeakMap<object, M | false>();
  /** Where the id stood in every body so far. */
  let paths: Path[] | undefined;
  /** `parse` gives the name of the id to something else. */
  let isRenamed = false;

  function raw(body: { id?: unknown }): string | undefined {
    try {
      return idKey(collection.modelId(body));
    } catch {
      return idKey(body.id); // Backbone asks the prototype of the model, and a function need not have one
    }
  }

  const ids: BodyIds<M> = {
    get areParsed() {
      return collection.model.prototype?.parse !== Backbone.Model.prototype.parse;
    },
    of(body, named, options = PARSED, given) {
      if (!isObject(body)) return named;
      const id = named ?? raw(body);
      if (!ids.areParsed || !options.parse || (id !== undefined && !isRenamed)) return id;
      let model = prepared.get(body);
      if (model === undefined) {
        const [learned, ...others] = new Set(paths?.map((path) => at(body, path)));
        if (learned !== undefined && others.length === 0) return learned;
        model = internals(collection)._prepareModel(given ?? copyOf(body), options);
        prepared.set(body, model);
        // A model that is invalid is not made, and has no id.
        if (model) ids.learn(body, idKey(model.id));
      }
      return model ? idKey(model.id) : undefined;
    },
    take(body) {
      const model = isObject(body) ? prepared.get(body) : undefined;
      prepared.delete(body as object);
      return model;
    },
    ofCreated(model, body, options) {
      const id = idKey(body[model.idAttribute]);
      const isParsed = model.parse !== Backbone.Model.prototype.parse && options.parse !== false;
      if (!isParsed || (id !== undefined && !isRenamed)) return { id, end() {} };
      const given = copyOf(body);
      const parsed = model.parse(body, options as object) ?? {};
      const end = overlay(model, 'parse', (under) => (other: never, how: never) => {
        return other === body ? parsed : under().call(model, other, how);
      });
      const its = idKey(collection.modelId(parsed));
      ids.learn(given, its);
      return { id: its, end };
    },
    learn(body, id, believed = id) {
      if (!isObject(body) || id === undefined) return false;
      const wasTrusted = !isRenamed || paths?.length !== 0;
      paths = paths ? paths.filter((path) => at(body, path) === id) : pathsTo(id, body);
      if (id === believed) return false;
      isRenamed = true;
      return wasTrusted;
    },
  };
  return ids;
}

function at(body: unknown, path: Path): string | undefined {
  return idKey(path.reduce((value, name) => (isObject(value) ? value[name] : undefined), body));
}

/** How deep an id is looked for. */
const DEPTH = 3;

function pathsTo(id: string, body: unknown, depth = DEPTH): Path[] {
  if (idKey(body) === id) return [[]];
  if (!isObject(body) || depth === 0) return [];
  return Object.entries(body).flatMap(([name, value]) => pathsTo(id, value, depth - 1).map((path) => [name, ...path]));
}
