/**
 * The list that a fetch brought, set as the machine believes it: what events told while it was on its way wins over it.
 */
import type Backbone from 'backbone';
import { internals, type SyncOptions } from './backbone-internals.ts';
import { copyOf } from './copy.ts';
import { modelOf, versionIn } from './documents.ts';
import { takeAway } from './effects.ts';
import type { LiveParts } from './live-parts.ts';
import { overlay } from './override-method.ts';
import { idKey } from './reconciler/envelope.ts';
import type { Row, Verdict } from './reconciler/reconciler.ts';
import type { Inlet } from './reconciler-host.ts';

/**
 * Makes the list right where Backbone sets it, once.
 *
 * @param sync the options of the fetch, by which its own call of `set` or `reset` is known
 * @param token of the fetch
 * @param seq the last message of the channel that the list takes into account
 * @returns the undo
 */
export function settleList<M extends Backbone.Model>(
  parts: LiveParts<M>,
  { step, perform }: Inlet,
  sync: SyncOptions,
  token: string,
  seq: number | undefined,
): () => void {
  const { collection, requests, ids, told, resync } = parts;
  let isSet = false;
  const undos = ['set', 'reset'].map((name) =>
    overlay(collection, name, (under) => (list: unknown, options: unknown) => {
      const put = (documents: unknown) => under().call(collection, documents as never, options as never);
      // Nothing is no list: Backbone leaves the collection as it is, unless it resets it.
      if (isSet || options !== sync || (list == null && name === 'set')) return put(list);
      isSet = true;
      return settle(list, put);
    }),
  );
  return () => {
    for (const undo of undos) undo();
  };

  function settle(received: unknown, put: (documents: unknown) => unknown): unknown {
    const documents = sync.parse && received != null ? collection.parse(received, sync) : received;
    // Backbone and `parse` get the rows themselves; what is remembered is not what they make of them.
    const originals = new Map<unknown, unknown>();
    const rows = [documents ?? []].flat().map((row) => {
      const body = copyOf(row);
      originals.set(body, row);
      return { id: ids.of(body, undefined, sync, row), v: versionIn(collection, body), body };
    });
    const { add = true, remove = true, data } = sync;
    const whole = add && remove && !data;
    const verdicts = step({ type: 'snapshot', at: Date.now(), token, rows, seq, whole, replaces: remove });
    const idOf = new Map<unknown, string>();
    const given = reconciled(verdicts, originals, idOf);
    if (sync.merge !== false && !sync.reset) {
      perform(verdicts, true);
      const [list] = verdicts;
      // Another collection may have set what this one was never told.
      if (list?.effect?.type === 'rows') for (const { id, body } of list.effect.rows) takeAway(parts, id, {}, body);
    }
    // It is parsed already.
    const undo = [overlay(collection, 'parse', () => (parsed: unknown) => parsed)];
    // Backbone finds the model for a raw body only where `parse` leaves the id alone. Elsewhere it makes another, as it does
    // without a client when the application fetches; a resync is to leave the models that are here.
    if (sync.resync && idOf.size > 0)
      undo.push(
        overlay(collection, 'get', (under) => (what: unknown) => {
          const id = idOf.get(what);
          return id === undefined ? under().call(collection, what as never) : modelOf(collection, id);
        }),
      );
    try {
      const models = put(given);
      if (Array.isArray(models) && idOf.size > 0) learn(given, models, idOf);
      return models;
    } finally {
      for (const each of undo) each();
      findById();
      noteRows(rows, verdicts);
      perform(verdicts);
    }
  }

  function reconciled(
    [{ effect } = {}]: Partial<Verdict>[],
    originals: ReadonlyMap<unknown, unknown>,
    idOf: Map<unknown, string>,
  ): unknown[] {
    if (effect?.type !== 'rows') return [...collection.models];
    // Unsaved models are not to be swept away: those being created, and all when the application did not ask for it.
    const drafts = collection.models.filter(
      (each) => each.isNew() && (sync.resync || [...requests.values()].some((one) => one.model === each)),
    );
    const kept = effect.kept.flatMap((id) => modelOf(collection, id) ?? []);
    const taken = new Set<string>();
    /** What Backbone is given for a row: the model that had to be made of it, the row, or a copy of what is remembered. */
    const rows = effect.rows.flatMap(({ id, body }): unknown => {
      const made = ids.take(body);
      const isFirst = id === undefined || !(taken.has(id) || modelOf(collection, id));
      if (id !== undefined) taken.add(id);
      if (made === false) return [];
      if (made && isFirst) return made;
      const row = originals.get(body) ?? copyOf(body);
      if (id !== undefined && ids.areParsed) idOf.set(row, id);
      return [row];
    });
    return [...rows, ...kept, ...drafts];
  }

  /** Backbone has parsed the bodies: are they the documents that they were taken for? */
  function learn(given: readonly unknown[], models: readonly unknown[], idOf: ReadonlyMap<unknown, string>): void {
    given.forEach((body, index) => {
      const id = idOf.get(body);
      const made = models[index] as M | false | undefined;
      const its = made ? idKey(made.id) : undefined;
      if (id !== undefined && its !== undefined && its !== id && ids.learn(body, its, id)) resync();
    });
  }

  /**
   * Where Backbone has made a row again and then means to remove the model that was there, it finds the new one by its id, and
   * lets go of that.
   */
  function findById(): void {
    const { _byId } = internals(collection);
    for (const each of collection.models) {
      if (!_byId[each.cid]) internals(collection)._addReference(each);
    }
  }

  function noteRows(rows: readonly Row[], verdicts: readonly Verdict[]): void {
    const kept = new Set(verdicts.map(({ id, decision }) => decision === 'kept-over-snapshot' && id));
    for (const { id, body } of rows) {
      const held = id !== undefined && !kept.has(id) && modelOf(collection, id);
      if (held) told.note(held, body);
    }
  }
}
