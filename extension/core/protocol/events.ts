/**
 * LiveEvent: everything that a page can report, one event a line of JSON on its way to the panel.
 *
 * One table says which fields each kind carries. The TypeScript type and the check of what comes out of a page (never
 * trusted) both follow from it, so they cannot drift apart.
 *
 *   page         the document: loads, lifecycle, the probe's own troubles
 *   wire         what goes over a Bayeux connection, raw, whichever client speaks
 *   http         REST requests to URLs that are channels
 *   faye         what the application asked its Faye clients for, and what they hold
 *   collection   what live collections hear, request, decide and become (the reports of `registry.ts`)
 *
 * Every event carries:
 *   load   names the document; a navigation or reload makes another
 *   seq    counts the events of one load, from 1, without holes: a hole is a loss
 *   at     milliseconds since the epoch, fractional: `performance.timeOrigin + performance.now()` of the page
 *   marks  what of it does not stand in it as it was: shortened texts, rows of which only the ids stayed, values that JSON
 *          has no word for. See `marks/mark.ts`; nothing in the data itself says so
 */
export const EVENT_FIELDS = {
  page: {
    /**
     * The probe began to look. `attach` is early when that was before the page's first script. A frame inside another page
     * says its own URL as `frame`; `base` is the URL it was made at, where its own tells nothing (`about:srcdoc`), `sandboxed`
     * that it has no origin. `prerendered`: nobody saw the page yet. `began`: when the document did, which is before the
     * probe comes to it, and for a frame never before the document around it; ms since the epoch.
     */
    load: {
      url: 'string',
      title: 'string',
      attach: 'string',
      frame: 'string?',
      base: 'string?',
      sandboxed: 'boolean?',
      prerendered: 'boolean?',
      began: 'number?',
    },
    /**
     * hide, show, freeze, resume, online, offline; activate: a prerendered page is shown; restore: from the back/forward
     * cache; rewrite: the page has put another root element in the place of its own, as `document.open()` does
     */
    lifecycle: { state: 'string' },
    /** `without`: layers and channels that are not recorded, as `unrecorded.ts` has them, with commas between. */
    recording: { on: 'boolean', without: 'string?' },
    /**
     * The page's ring had to forget `count` events, the first of them numbered `from`; or, `unrecorded`, they are not to be
     * recorded, and nothing was lost.
     */
    gap: { from: 'number', count: 'number', unrecorded: 'boolean?' },
    /**
     * The page has a worker, whose connections nobody sees. `type`: worker, shared worker or service worker. `likely`: it is
     * older than the probe, and only its script was seen, which was loaded as a worker's is.
     */
    worker: { type: 'string', url: 'string', likely: 'boolean?' },
    /**
     * The page has put something of its own, named `by`, in the place of WebSocket, XMLHttpRequest, fetch or EventSource.
     * What goes over it is seen where it `leads` to the browser's own.
     */
    replaced: { name: 'string', by: 'string', leads: 'boolean' },
    /** The probe itself failed; the page did not notice. */
    'probe-error': { message: 'string', where: 'string' },
  },
  /**
   * `connection` names a socket or event stream, or the one exchange of a polling request. `text` is the frame as it went, with
   * its texts shortened when it is long; `bytes` is its true length. A session splits a frame of several messages into one event each,
   * of the same `seq`, and numbers them `part` of `parts`, from 1.
   */
  wire: {
    /** websocket and eventsource. `earlier`: it was open before the probe came. */
    opened: { connection: 'string', transport: 'string', url: 'string', earlier: 'boolean?' },
    sent: {
      connection: 'string',
      transport: 'string',
      url: 'string?',
      text: 'string',
      bytes: 'number',
      part: 'number?',
      parts: 'number?',
    },
    received: {
      connection: 'string',
      transport: 'string',
      text: 'string',
      bytes: 'number',
      /** Of a polling request's answer. */
      status: 'number?',
      ms: 'number?',
      part: 'number?',
      parts: 'number?',
    },
    closed: { connection: 'string', transport: 'string', code: 'number?', reason: 'string?', clean: 'boolean?' },
    /** A polling request came to nothing, or a socket had an error. `reason`: abort, error or timeout. */
    failed: { connection: 'string', transport: 'string', reason: 'string', ms: 'number?' },
  },
  http: {
    /**
     * `stack`: where it was called from, when the panel asked for stacks. `ago`: it left so many ms before this was told;
     * until then nobody had named its channel.
     */
    request: {
      request: 'string',
      method: 'string',
      url: 'string',
      body: 'string?',
      bytes: 'number?',
      crid: 'string?',
      stack: 'string?',
      ago: 'number?',
    },
    response: { request: 'string', status: 'number', ms: 'number', body: 'string?', bytes: 'number?' },
    /** `reason`: abort, error or timeout. */
    failed: { request: 'string', reason: 'string', ms: 'number' },
  },
  faye: {
    client: { client: 'string', endpoint: 'string' },
    /** `state`: unconnected, connecting, connected, disconnected. */
    state: { client: 'string', state: 'string', clientId: 'string?', transport: 'string?' },
    /** The application called `subscribe` or `unsubscribe`; `handlers`: how many it now has on the channel. */
    subscribe: { client: 'string', channel: 'string', handlers: 'number', stack: 'string?' },
    unsubscribe: { client: 'string', channel: 'string', handlers: 'number' },
    /** How the `subscribe` of the application ended. */
    subscribed: { client: 'string', channel: 'string', ok: 'boolean', error: 'string?' },
    /**
     * What the client holds, `{channel: handlers}`, and how many extensions it has. Without `table` it is whole; `change`:
     * only these are other than before, 0 is none; `begin`, `middle` and `end`: a long table, in pieces.
     */
    holds: { client: 'string', channels: 'json', extensions: 'number?', table: 'string?' },
    /** Messages whose frames no wire tap can see. `ago`: it left so many ms before this was told; until then the wire might have. */
    sent: { client: 'string', message: 'json', ago: 'number?' },
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
      /** Not ours: it does not report by itself, and its decisions are inferred. */
      foreign: 'boolean?',
      /**
       * Of a foreign one. False: its `trigger` is not tapped, so nobody sees what it does. Absent means true: recordings from
       * before this field have none.
       */
      changesSeen: 'boolean?',
      /** Under which name its documents keep their id. */
      idAttribute: 'string?',
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
    decision: {
      source: 'string',
      input: 'number',
      decision: 'string',
      id: 'string?',
      facts: 'json',
      inferred: 'boolean?',
    },
    /**
     * `input` 0: no input of the collection led to it, as far as can be seen. `silent`: Backbone triggered no event; the
     * model was found changed when the moment of the input ended.
     */
    change: {
      source: 'string',
      input: 'number',
      op: 'string',
      id: 'string?',
      cid: 'string',
      attributes: 'json?',
      silent: 'boolean?',
    },
    /**
     * Of a foreign collection: the moment of a message or response is over. That is its task, the microtasks of it, and the
     * timers of 0 ms that these set. Later changes are attributed to no input.
     */
    ended: { source: 'string', input: 'number' },
    error: { source: 'string', message: 'string' },
  },
} as const;

/** The table, as a type: layer → kind → field → its type, `?` after it where it is optional. */
export type Shapes = typeof EVENT_FIELDS;
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
/** What every event carries. */
export interface Numbered {
  /** Names the document. */
  load: string;
  /** Counts the events of one load, from 1, without holes. */
  seq: number;
  /** When it happened; milliseconds since the epoch, fractional. */
  at: number;
  /** What of it is not in it as it was in the page. To be read by `marksOf` only: it comes from outside, as all else does. */
  marks?: unknown;
}

/** Which part of a page an event is about. */
export type Layer = keyof Shapes;
/** An event of one layer and kind. */
export type LiveEventOf<L extends Layer, K extends keyof Shapes[L]> = Numbered & { layer: L; kind: K } & Fields<
    Shapes[L][K]
  >;
/** An event of any layer and kind. */
export type LiveEvent = { [L in Layer]: { [K in keyof Shapes[L]]: LiveEventOf<L, K> }[keyof Shapes[L]] }[Layer];
type WithoutNumber<E> = E extends unknown ? Omit<E, keyof Numbered> : never;
/** An event as a tap reports it, before the probe numbers it. */
export type Report = WithoutNumber<LiveEvent>;

interface Check {
  field: string;
  type: keyof FieldTypes;
  optional: boolean;
}
/** layer → kind → the fields to check; Maps, so that a page's "constructor" or "__proto__" finds nothing. */
const checks = new Map<unknown, Map<unknown, readonly Check[]>>(
  Object.entries(EVENT_FIELDS).map(([layer, kinds]) => [
    layer,
    new Map(Object.entries(kinds).map(([kind, fields]) => [kind, checksOf(fields)])),
  ]),
);

/** Whatever JSON may be, or be missing: of such a field there is nothing to check. */
function checksOf(fields: Readonly<Record<string, string>>): Check[] {
  return Object.entries(fields).flatMap(([field, spec]): Check[] => {
    const optional = spec.endsWith('?');
    const type = (optional ? spec.slice(0, -1) : spec) as keyof FieldTypes;
    return type === 'json' ? [] : [{ field, type, optional }];
  });
}

/** The longest `load`, in characters; the rest of an event is bounded by its line. */
export const MAX_LOAD = 64;

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
  const fields = checks.get(event.layer)?.get(event.kind);
  if (!fields) return `no event is called ${JSON.stringify(event.layer)}/${JSON.stringify(event.kind)}`.slice(0, 200);
  for (const { field, type, optional } of fields) {
    const found = event[field];
    if (found === undefined) {
      if (optional) continue;
      return `${event.layer}/${event.kind} lacks ${field}`;
    }
    if (typeof found !== type) return `${event.layer}/${event.kind}: ${field} must be a ${type}`;
    if (type === 'number' && !Number.isFinite(found)) return `${event.layer}/${event.kind}: ${field} must be finite`;
  }
  return undefined;
}

/** Is it an event? `whatIsWrongWith` tells why not. */
export function isLiveEvent(value: unknown): value is LiveEvent {
  return whatIsWrongWith(value) === undefined;
}
