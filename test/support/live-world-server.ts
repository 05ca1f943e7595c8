/**
 * A REST server that pushes every write, as far as a client can tell it from a real one: documents with versions, one
 * channel with a running number, an idempotent POST, and lists that say which message they take into account.
 */
export type Method = 'create' | 'read' | 'update' | 'patch' | 'delete';

export interface Document {
  id: string | number;
  _v?: number;
  [field: string]: unknown;
}

export interface ServerRequest {
  method: Method;
  /** Absent for a create and for the list. */
  id?: string | undefined;
  attributes?: Record<string, unknown> | undefined;
  crid?: string | undefined;
}

export interface ServerResponse {
  status: number;
  body?: unknown;
  /** `X-Live-Seq` */
  seq?: number | undefined;
}

export interface Message {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body: unknown;
  id?: string;
  seq?: number;
  v?: number;
  crid?: string;
}

/**
 * What messages and answers carry beside the documents: `full` all of it, `bare` nothing (2013's `{method, body}`),
 * `versions` no numbers, `numbers` no versions.
 */
export type Vocabulary = 'full' | 'bare' | 'versions' | 'numbers';

export interface ServerOptions {
  vocabulary: Vocabulary;
  /** A PATCH is told by what it changed alone. */
  isSparing: boolean;
  /** A hook makes a second document with each create, before or after it. */
  hook?: 'before' | 'after' | undefined;
  /** A request is named in the messages of all that it wrote, not of its own document only. */
  namesAll?: boolean;
  /** Ids are numbers in documents; messages name them as text. */
  hasNumbers?: boolean;
}

export interface Server {
  readonly documents: ReadonlyMap<string, Document>;
  handle(request: ServerRequest): ServerResponse;
  /** Comes back without what was only in its memory: it counts messages from the start, and remembers no request. */
  restart(): void;
  /** The next write's message takes long to be made: others overtake it, and it is numbered when it is ready. */
  delay(): void;
  /** What was delayed is ready. @returns false when nothing was */
  catchUp(): boolean;
  /**
   * Another program, or a restored backup, writes a document past the server: nothing is told.
   *
   * @param how what becomes of its version
   */
  writePast(id: string, fields: Record<string, unknown>, how: 'lower' | 'lost' | 'same'): void;
  /** Documents that were deleted, or moved to where another collection looks. */
  readonly gone: readonly string[];
  /** The document moves to where another collection looks. */
  leave(id: string): void;
  /** It comes back, or is made again with its id. @param isAnew its versions begin again */
  enter(id: string, isAnew: boolean): void;
}

/** @param publish hands a message to every subscriber */
export function createServer(publish: (message: Message) => void, options: ServerOptions): Server {
  const { vocabulary, isSparing, hook, namesAll = false, hasNumbers = false } = options;
  const isNumbered = vocabulary === 'full' || vocabulary === 'numbers';
  const isVersioned = vocabulary === 'full' || vocabulary === 'versions';
  const isBare = vocabulary === 'bare';
  const documents = new Map<string, Document>();
  /** crid → id of the document that this POST has made */
  const made = new Map<string, string>();
  /** Deleted documents, with their last version. */
  const graves = new Map<string, { document: Document; v: number }>();
  let late: (() => void)[] = [];
  let isDelayed = false;
  let ids = 0;
  let seq = 0;

  function write(method: Message['method'], document: Document, crid: string | undefined, v: number): void {
    const body = method === 'DELETE' ? { id: document.id } : { ...document };
    const send = () => {
      seq++;
      publish({
        method,
        body,
        ...(!isBare && { id: String(document.id), ...(crid !== undefined && { crid }) }),
        ...(isNumbered && { seq }),
        ...(isVersioned && { v }),
      });
    };
    if (isDelayed) late.push(send);
    else send();
    isDelayed = false;
  }

  function answer(status: number, body: unknown): ServerResponse {
    return isNumbered ? { status, body, seq } : { status, body };
  }

  function insert(attributes: Record<string, unknown> | undefined, crid: string | undefined): Document {
    const number = ++ids;
    const id = hasNumbers ? number : `d${number}`;
    const document: Document = { ...attributes, id, ...(isVersioned && { _v: 1 }) };
    documents.set(String(id), document);
    write('POST', document, crid, 1);
    return document;
  }

  function create({ attributes, crid }: ServerRequest): ServerResponse {
    const before = crid === undefined || isBare ? undefined : made.get(crid);
    if (before !== undefined) {
      const document = documents.get(before);
      return document ? answer(200, { ...document }) : answer(410, undefined);
    }
    const log = () => insert({ a: `log of ${attributes?.a}` }, namesAll ? crid : undefined);
    if (hook === 'before') log();
    const document = insert(attributes, crid);
    if (hook === 'after') log();
    if (crid !== undefined) made.set(crid, String(document.id));
    return answer(201, { ...document });
  }

  function remove(document: Document, crid: string | undefined): void {
    const v = (document._v ?? 0) + 1;
    documents.delete(String(document.id));
    graves.set(String(document.id), { document, v });
    write('DELETE', document, crid, v);
  }

  return {
    documents,
    restart() {
      seq = 0;
      made.clear();
    },
    delay() {
      isDelayed = true;
    },
    catchUp() {
      isDelayed = false;
      const ready = late;
      late = [];
      for (const send of ready) send();
      return ready.length > 0;
    },
    writePast(id, fields, how) {
      const document = documents.get(id);
      if (!document) return;
      const { _v, ...rest } = document;
      const v = how === 'lower' ? 1 : how === 'same' ? _v : undefined;
      documents.set(id, { ...rest, ...fields, ...(v !== undefined && isVersioned && { _v: v }) });
    },
    get gone() {
      return [...graves.keys()];
    },
    leave(id) {
      const document = documents.get(id);
      if (document) remove(document, undefined);
    },
    enter(id, isAnew) {
      const grave = graves.get(id);
      if (!grave) return;
      graves.delete(id);
      const v = isAnew ? 1 : grave.v + 1;
      const document = { ...grave.document, ...(isVersioned && { _v: v }) };
      documents.set(id, document);
      write('POST', document, undefined, v);
    },
    handle(request) {
      const { method, id, attributes, crid } = request;
      if (method === 'create') return create(request);
      if (id === undefined)
        return answer(
          200,
          [...documents.values()].map((document) => ({ ...document })),
        );
      const document = documents.get(id);
      if (!document) return answer(404, undefined);
      if (method === 'read') return answer(200, { ...document });
      if (method === 'delete') {
        remove(document, crid);
        return answer(200, { ...document });
      }
      const v = (document._v ?? 0) + 1;
      const fields = method === 'patch' ? { ...document, ...attributes } : { ...attributes };
      const key = document.id;
      const stored: Document = { ...fields, id: key, ...(isVersioned && { _v: v }) };
      documents.set(id, stored);
      const told = { ...attributes, id: key, ...(isVersioned && { _v: v }) };
      write(method === 'patch' ? 'PATCH' : 'PUT', method === 'patch' && isSparing ? told : stored, crid, v);
      return answer(200, { ...stored });
    },
  };
}
