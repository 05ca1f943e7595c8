import type BackboneModule from 'backbone';
import type { Client } from 'faye';

interface Operation {
  operation: string;
  model: Record<string, unknown> & { v?: number };
}

/**
 * A live collection in the manner of Gitter's client: messages name an `operation` and carry the `model`, versions are
 * compared, and what is not here is added. `this` is what its handler is called on.
 */
export function operationCollection(Backbone: typeof BackboneModule, model = Backbone.Model) {
  const idAttribute: string = model.prototype.idAttribute ?? 'id';

  class Operations extends Backbone.Collection {
    override url = '/api/todos';
    readonly client: Pick<Client, 'subscribe'>;

    constructor(client: Pick<Client, 'subscribe'>) {
      super([], { model });
      this.client = client;
      client.subscribe('/api/todos', this.onDataChange, this);
    }

    onDataChange(change: unknown): void {
      const { operation, model } = change as Operation;
      const existing = this.get(model[idAttribute] as string);
      if (operation === 'remove') {
        if (existing) this.remove(existing);
      } else if (!existing) {
        if (operation !== 'patch') this.add(model);
      } else if (operation === 'create' || (model.v ?? 0) > (existing.get('v') ?? 0)) existing.set(model);
    }
  }

  return Operations;
}
