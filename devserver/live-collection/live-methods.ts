import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import { followSync } from './follow-sync.ts';
import type { Live } from './live.ts';
import { overlay } from './overlay.ts';

type Put = (models: unknown, options?: SyncOptions) => unknown;

/**
 * Lays a live collection's ways over Backbone's, on this one collection: one that does not live runs Backbone's own
 * methods, at their own speed. Returns the undo.
 */
export function overlayLiveMethods<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  live: Live<M>,
): () => void {
  /** A fetched list that is parsed already; Backbone would do it again. */
  let parsed = false;

  followSync(collection);
  collection.each(followSync);

  /** `set` and `reset`, with the answer to a fetch made right first: what events told meanwhile wins over it. */
  const reconciled =
    (put: Put): Put =>
    (models, options) => {
      if (!live.isReading(options)) return put(models, options);
      const { list, then } = live.reconcile(options?.parse ? collection.parse(models, options) : models);
      parsed = true;
      try {
        return put(list, options);
      } finally {
        parsed = false;
        then();
      }
    };

  const undos = [
    overlay(collection, 'set', reconciled),
    overlay(collection, 'reset', reconciled),
    overlay(
      collection,
      'parse',
      (parse) => (response: unknown, options) => (parsed ? response : parse(response, options)),
    ),
    overlay(collection, '_prepareModel', (prepare) => (attributes, options) => {
      const model = prepare(attributes, options) as M | false;
      if (model) followSync(model);
      return model;
    }),
    overlay(collection, 'trigger', (trigger) => (...event: [name: string, model?: unknown]) => {
      const result = trigger(...event);
      live.told(...event);
      return result;
    }),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}
