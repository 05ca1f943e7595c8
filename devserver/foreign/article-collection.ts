import type BackboneModule from 'backbone';
import type { Client } from 'faye';

interface Change {
  method: string;
  body: Record<string, unknown>;
}

/**
 * A live collection as the article of 2013 has its readers write it: it subscribes to its own URL, and waits with a new
 * document as long as a model of its own has no id yet. Races and all.
 * https://blog.gitter.im/2013/05/21/live-collections/
 */
export function articleCollection(Backbone: typeof BackboneModule) {
  const Model = Backbone.Model.extend({ idAttribute: '_id' });

  class Articles extends Backbone.Collection {
    override url = '/api/todos';
    readonly client: Pick<Client, 'subscribe'>;

    constructor(client: Pick<Client, 'subscribe'>) {
      super([], { model: Model });
      this.client = client;
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
