import type BackboneModule from 'backbone';

/** What the fixtures need of a Faye client. */
export interface Subscribing {
  subscribe(channel: string, callback: (message: unknown) => void, context?: unknown): unknown;
}

interface Change {
  method: string;
  body: Record<string, unknown>;
}

/**
 * A live collection as the article of 2013 has its readers write it: it subscribes to its own URL, and waits with a new
 * document as long as a model of its own has no id yet. Races and all.
 */
export function articleCollection(Backbone: typeof BackboneModule) {
  const Model = Backbone.Model.extend({ idAttribute: '_id' });

  class Articles extends Backbone.Collection {
    override url = '/api/todos';

    constructor(client: Subscribing) {
      super([], { model: Model });
      client.subscribe('/api/todos', (change) => this.hear(change as Change));
    }

    hear({ method, body }: Change): void {
      const existing = this.get(body._id as string);
      if (method === 'POST') {
        if (existing) return;
        const unsaved = this.filter((model) => model.isNew());
        if (unsaved.length > 0) this.wait(unsaved, body);
        else this.add(body);
      } else if (method === 'PUT') {
        if (existing) existing.set(body);
        else this.add(body);
      } else if (method === 'DELETE' && existing) this.remove(existing);
    }

    /** Decides when the last of these models has its answer. */
    private wait(unsaved: BackboneModule.Model[], body: Record<string, unknown>): void {
      let left = unsaved.length;
      const settled = () => {
        left -= 1;
        if (left === 0 && !this.get(body._id as string)) this.add(body);
      };
      for (const model of unsaved) model.once('sync', settled);
    }
  }

  return Articles;
}

/**
 * A live collection in the manner of Gitter's client: messages name an `operation` and carry the `model`, versions are
 * compared, and what is not here is added. `this` is what its handler is called on.
 */
export function operationCollection(Backbone: typeof BackboneModule) {
  interface Operation {
    operation: string;
    model: Record<string, unknown> & { id: string; v?: number };
  }

  class Operations extends Backbone.Collection {
    override url = '/api/todos';

    constructor(client: Subscribing) {
      super();
      client.subscribe('/api/todos', this.onDataChange, this);
    }

    onDataChange(change: unknown): void {
      const { operation, model } = change as Operation;
      const existing = this.get(model.id);
      if (operation === 'remove') {
        if (existing) this.remove(existing);
      } else if (!existing) {
        if (operation !== 'patch') this.add(model);
      } else if (operation === 'create' || (model.v ?? 0) > (existing.get('v') ?? 0)) existing.set(model);
    }
  }

  return Operations;
}
