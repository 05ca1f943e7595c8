/**
 * A REST server that pushes every write, as far as a client can tell it from a real one: documents with versions, one
 * channel with a running number, an idempotent POST, and lists that say which message they take into account.
 */
export type Method = 'create' | 'read' | 'update' | 'patch' | 'delete';

export interface Document {
  id: string;
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

export interface Server {
  readonly documents: ReadonlyMap<string, Document>;
  handle(request: ServerRequest): ServerResponse;
  /** Comes back without what was only in its memory: it counts messages anew, and remembers no request. */
  restart(): void;
}

/**
 * @param publish hands a message to every subscriber
 * @param isBare speaks the vocabulary of 2013: `{method, body}`, no versions, no headers
 * @param isSparing tells of a PATCH only what it changed
 */
export function createServer(publish: (message: Message) => void, isBare: boolean, isSparing: boolean): Server {
  const documents = new Map<string, Document>();
  /** crid → id of the document that this POST has made */
  const made = new Map<string, string>();
  let ids = 0;
  let seq = 0;

  function write(method: Message['method'], document: Document, crid: string | undefined, v: number): void {
    seq++;
    const body = method === 'DELETE' ? { id: document.id } : { ...document };
    publish(isBare ? { method, body } : { method, body, id: document.id, seq, v, ...(crid !== undefined && { crid }) });
  }

  function answer(status: number, body: unknown): ServerResponse {
    return isBare ? { status, body } : { status, body, seq };
  }

  function create({ attributes, crid }: ServerRequest): ServerResponse {
    const before = crid === undefined || isBare ? undefined : made.get(crid);
    if (before !== undefined) {
      const document = documents.get(before);
      return document ? answer(200, { ...document }) : answer(410, undefined);
    }
    const id = `d${++ids}`;
    const document: Document = { ...attributes, id, ...(!isBare && { _v: 1 }) };
    documents.set(id, document);
    if (crid !== undefined) made.set(crid, id);
    write('POST', document, crid, 1);
    return answer(201, { ...document });
  }

  return {
    documents,
    restart() {
      seq = 0;
      made.clear();
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
      const v = (document._v ?? 0) + 1;
      if (method === 'delete') {
        documents.delete(id);
        write('DELETE', document, crid, v);
        return answer(200, { ...document });
      }
      const fields = method === 'patch' ? { ...document, ...attributes } : { ...attributes };
      const stored: Document = { ...fields, id, ...(!isBare && { _v: v }) };
      documents.set(id, stored);
      const told = { ...attributes, id, ...(!isBare && { _v: v }) };
      write(method === 'patch' ? 'PATCH' : 'PUT', method === 'patch' && isSparing ? told : stored, crid, v);
      return answer(200, { ...stored });
    },
  };
}
