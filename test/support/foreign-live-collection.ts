interface Registry {
  version: number;
  sources: Set<object>;
  observers: Set<(source: object, report: object) => void>;
}

/**
 * Somebody else's live collection, made visible to LiveCollection DevTools: it speaks the registry's protocol and imports
 * nothing. It is a list of strings that are pushed to it.
 */
export function createForeignList(client: { subscribe(channel: string, listener: (text: string) => void): unknown }) {
  const list: string[] = [];
  const page = globalThis as unknown as Record<symbol, Registry>;
  const key = Symbol.for('live-collection.registry');
  page[key] ??= { version: 1, sources: new Set(), observers: new Set() };
  const { sources, observers } = page[key];

  const describe = () => ({ url: '/list', channel: '/list', listening: true, size: list.length, inFlight: 0, held: 0 });
  const models = () => list.map((text, index) => ({ cid: `l${index}`, attributes: { text } }));
  const snapshot = () => ({ ...describe(), models: models(), state: null });
  const source = { id: 'list', name: 'List', describe, snapshot };
  sources.add(source);

  client.subscribe('/list', (text) => {
    const input = list.push(text);
    for (const tell of observers) {
      tell(source, { kind: 'message', input, channel: '/list', message: text });
      tell(source, { kind: 'decision', input, decision: 'inserted', id: text, facts: {} });
    }
  });
  return list;
}
