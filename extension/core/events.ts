/**
 * LiveEvent: everything that a page can report, one event a line of JSON on its way to the panel.
 *
 * One table says which fields each kind carries. The TypeScript type and the check of what comes out of a page (never
 * trusted) both follow from it, so they cannot drift apart.
 *
 *   page         the document: loads, lifecycle, the probe's own troubles
 *   faye         Bayeux messages as the page's Faye client sends and receives them
 *   collection   what live collections hear, request, decide and become (the reports of `registry.ts`)
 *
 * Every event carries:
 *   load   names the document; a navigation or reload makes another
 *   seq    counts the events of one load, from 1, without holes: a hole is a loss
 *   at     milliseconds since the epoch, fractional: `performance.timeOrigin + performance.now()` of the page
 */
const shapes = {
  page: {
    /** The probe began to look. `attach` is early when that was before the page's first script. */
    load: { url: 'string', title: 'string', attach: 'string', frame: 'string?' },
    /** hide, show, freeze, resume, online, offline */
    lifecycle: { state: 'string' },
    recording: { on: 'boolean' },
    /** The page's ring had to forget `count` events, the first of them numbered `from`. */
    gap: { from: 'number', count: 'number' },
    /** The probe itself failed; the page did not notice. */
    'probe-error': { message: 'string', where: 'string' },
  },
  faye: {
    client: { client: 'string', endpoint: 'string' },
    sent: { client: 'string', message: 'json' },
    received: { client: 'string', message: 'json' },
    /** transport:up and transport:down */
    transport: { client: 'string', state: 'string' },
  },
  collection: {
    added: {
      source: 'string',
      name: 'string',
      url: 'string',
      channel: 'string',
      listening: 'boolean',
      size: 'number',
      inFlight: 'number',
      held: 'number',
      models: 'json?',
      state: 'json?',
    },
    removed: { source: 'string' },
    message: { source: 'string', input: 'number', channel: 'string', message: 'json' },
    request: {
      source: 'string',
      input: 'number',
      token: 'string',
      method: 'string',
      url: 'string',
      id: 'string?',
      cid: 'string?',
      crid: 'string?',
      attributes: 'json?',
      wait: 'boolean?',
    },
    response: {
      source: 'string',
      input: 'number',
      token: 'string',
      method: 'string',
      ok: 'boolean',
      status: 'number',
      ms: 'number',
      id: 'string?',
      channelSeq: 'number?',
      body: 'json?',
    },
    decision: { source: 'string', input: 'number', decision: 'string', id: 'string?', facts: 'json' },
    change: { source: 'string', input: 'number', op: 'string', id: 'string?', cid: 'string', attributes: 'json?' },
    error: { source: 'string', message: 'string' },
  },
} as const;

type Shapes = typeof shapes;
interface FieldTypes {
  string: string;
  number: number;
  boolean: boolean;
  json: unknown;
}
type FieldName<F> = F extends `${infer N}?` ? N : F;
type Fields<S> = {
  [K in keyof S as S[K] extends `${string}?` ? never : K]: FieldTypes[S[K] & keyof FieldTypes];
} & {
  [K in keyof S as S[K] extends `${string}?` ? K : never]?: FieldTypes[FieldName<S[K]> & keyof FieldTypes];
};
interface Numbered {
  load: string;
  seq: number;
  at: number;
}

export type Layer = keyof Shapes;
export type LiveEventOf<L extends Layer, K extends keyof Shapes[L]> = Numbered & { layer: L; kind: K } & Fields<
    Shapes[L][K]
  >;
export type LiveEvent = { [L in Layer]: { [K in keyof Shapes[L]]: LiveEventOf<L, K> }[keyof Shapes[L]] }[Layer];
type WithoutNumber<E> = E extends unknown ? Omit<E, keyof Numbered> : never;
/** An event as a tap reports it, before the probe numbers it. */
export type Report = WithoutNumber<LiveEvent>;

type Check = readonly [field: string, type: keyof FieldTypes, optional: boolean];
/** `layer/kind` → the fields to check; a Map, so that a page's "constructor" or "__proto__" finds nothing. */
const checks = new Map<string, readonly Check[]>(
  Object.entries(shapes).flatMap(([layer, kinds]) =>
    Object.entries(kinds).map(([kind, fields]): [string, Check[]] => [
      `${layer}/${kind}`,
      Object.entries<string>(fields).map(([field, spec]): Check => {
        const optional = spec.endsWith('?');
        return [field, (optional ? spec.slice(0, -1) : spec) as keyof FieldTypes, optional];
      }),
    ]),
  ),
);

/** The longest `load`, in characters; the rest of an event is bounded by its line. */
const MAX_LOAD = 64;

/**
 * Says what is wrong with a value that should be an event, or nothing when it is one. Fields the table does not know are
 * let through unread: a newer probe may say more.
 */
export function whatIsWrongWith(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'an event must be an object';
  const event = value as Record<string, unknown>;
  if (typeof event.load !== 'string' || event.load === '' || event.load.length > MAX_LOAD)
    return 'load must name a document';
  if (!Number.isSafeInteger(event.seq) || (event.seq as number) < 1) return 'seq must be a whole number from 1';
  if (!Number.isFinite(event.at)) return 'at must be a time in milliseconds';
  const fields = checks.get(`${event.layer}/${event.kind}`);
  if (!fields) return `no event is called ${JSON.stringify(event.layer)}/${JSON.stringify(event.kind)}`.slice(0, 200);
  for (const [field, type, optional] of fields) {
    const found = event[field];
    if (found === undefined) {
      if (optional || type === 'json') continue;
      return `${event.layer}/${event.kind} lacks ${field}`;
    }
    if (type === 'json') continue;
    if (typeof found !== type) return `${event.layer}/${event.kind}: ${field} must be a ${type}`;
    if (type === 'number' && !Number.isFinite(found)) return `${event.layer}/${event.kind}: ${field} must be finite`;
  }
  return undefined;
}

/** Is it an event? `whatIsWrongWith` tells why not. */
export function isLiveEvent(value: unknown): value is LiveEvent {
  return whatIsWrongWith(value) === undefined;
}
