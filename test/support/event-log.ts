import type Backbone from 'backbone';

/** Writes down what collections and models do, in words that two runs share: cids are numbered as they appear. */
export interface EventLog {
  readonly lines: string[];
  /** Writes down every event of these. */
  follow(...emitters: Backbone.Events[]): void;
  /** Writes down a result, whatever it is. */
  note(what: string, value: unknown): void;
  /** A collection as it is: models in order, the index by id and cid, and how many handlers everybody has. */
  state(collection: Backbone.Collection): void;
}

export function createEventLog({ Model, Collection }: typeof Backbone): EventLog {
  const cids = new Map<string, number>();
  const lines: string[] = [];

  const cid = (name: string) => {
    if (!cids.has(name)) cids.set(name, cids.size + 1);
    return `#${cids.get(name)}`;
  };

  function describe(value: unknown, depth = 0): string {
    if (value instanceof Model) return `model ${cid(value.cid)} ${JSON.stringify(value.attributes)}`;
    if (value instanceof Collection) return `collection[${value.map((model) => cid(model.cid))}]`;
    if (typeof value === 'function') return 'function';
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value);
    if (depth > 5) return '…';
    if (Array.isArray(value)) return `[${value.map((item) => describe(item, depth + 1)).join(', ')}]`;
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, item]) => `${key}: ${describe(item, depth + 1)}`).join(', ')}}`;
  }

  return {
    lines,
    follow(...emitters) {
      for (const emitter of emitters) {
        emitter.on('all', (event: string, ...rest: unknown[]) => {
          lines.push(`${describe(emitter)} ${event}(${rest.map((argument) => describe(argument)).join(', ')})`);
        });
      }
    },
    note: (what, value) => lines.push(`${what} → ${describe(value)}`),
    state(collection) {
      lines.push(`state ${collection.length} ${describe(collection.models)}`);
      const { _byId } = collection as unknown as { _byId: Record<string, Backbone.Model> };
      for (const [key, model] of Object.entries(_byId)) {
        lines.push(`by id ${key === model.cid ? cid(key) : key} ${cid(model.cid)}`);
      }
      for (const emitter of [collection, ...collection.models]) {
        // A `sync` that is assigned to what a live collection follows takes the place of one that is not enumerable.
        const own = Object.keys(emitter).filter((key) => key !== 'sync');
        lines.push(`${describe(emitter)} has handlers ${handlers(emitter)} and own ${own}`);
      }
    },
  };
}

/** How many handlers an emitter has for each event. */
export function handlers(emitter: object): string {
  const { _events = {} } = emitter as { _events?: Record<string, unknown[]> };
  return Object.entries(_events)
    .map(([event, bound]) => `${event}:${bound.length}`)
    .sort()
    .join(' ');
}
