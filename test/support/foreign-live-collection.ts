/**
 * Somebody else's live collection, made visible to LiveCollection DevTools: it speaks the registry's protocol and imports
 * nothing. It is a list of strings that are pushed to it.
 */
export function createForeignList(client: { subscribe(channel: string, listener: (text: string) => void): unknown }) {
  const list: string[] = [];
  const key = Symbol.for('live-collection.registry');
  const scope = globalThis as unknown as Record<
    symbol,
    { observers: Set<(source: object, report: object) => void>; sources: Set<object> }
  >;
  scope[key] ??= { version: 1, sources: new Set(), observers: new Set() } as never;
  const { observers, sources } = scope[key] as (typeof scope)[symbol];

  const describe = () => ({ url: '/list', channel: '/list', listening: true, size: list.length, inFlight: 0, held: 0 });
  const models = () => list.map((text, index) => ({ cid: `l${index}`, attributes: { text } }));
  const source = {
    id: 'list',
    name: 'List',
    describe,
    snapshot: () => ({ ...describe(), models: models(), state: null }),
  };
  sources.add(source);

  let input = 0;
  client.subscribe('/list', (text) => {
    list.push(text);
    input++;
    for (const tell of observers) {
      tell(source, { kind: 'message', input, channel: '/list', message: text });
      tell(source, { kind: 'decision', input, decision: 'inserted', id: text, facts: {} });
    }
  });
  return list;
}
