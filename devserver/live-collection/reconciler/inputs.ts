/** What comes into the machine, and what it may ask. */
import type { SyncMethod } from '../registry.ts';
import type { Envelope } from './envelope.ts';

export type Input =
  | { type: 'message'; at: number; message: Envelope }
  | Request
  | Response
  | Snapshot
  /** A session of the channel begins, also the first: the server may have restarted since it was asked, and count from the start. */
  | { type: 'reconnected'; at: number }
  /** Time passes. */
  | { type: 'tick'; at: number }
  | { type: 'dispose'; at: number };

/** What the machine may ask of the collection. */
export interface View {
  /** The cid of the model that holds this id. */
  cid(id: string): string | undefined;
  /** The version that this model says it has: for documents that the application got from elsewhere. */
  version(id: string): number | undefined;
  /** The id that this model has by now. */
  becameId?(cid: string): string | undefined;
  /** An object with the keys that the server last sent for a document, where more than the machine remembers is known. */
  told?(id: string): object | undefined;
  /** The ids in the collection; read only for snapshots. */
  ids(): Iterable<string>;
}

export interface Options {
  limits: Limits;
  /** After how many ms without an answer a request is believed lost. */
  releaseAfter: number;
  /** Does this document belong into the collection? */
  accepts(body: unknown): boolean;
}

export interface Request {
  type: 'request';
  at: number;
  /** One request, one token: a retry has another. */
  token: string;
  method: SyncMethod;
  /** The document's id; none for a create. */
  id?: string | undefined;
  cid?: string | undefined;
  crid?: string | undefined;
  /** What may have to be undone: the document that a delete takes away, the attributes that a save has changed. */
  before?: unknown;
}

export interface Response {
  type: 'response';
  at: number;
  token: string;
  method: SyncMethod;
  ok: boolean;
  /** HTTP's; 0 when no response came. */
  status: number;
  /** The document's id: of the request, or what the response to a create brought. */
  id?: string | undefined;
  cid?: string | undefined;
  crid?: string | undefined;
  body?: unknown;
  v?: number | undefined;
  /** The number of the message that this write published. */
  seq?: number | undefined;
}

export interface Row {
  /** Absent where the body has none: such a row is taken as it is. */
  id?: string | undefined;
  v?: number | undefined;
  body: unknown;
}

export interface Snapshot {
  type: 'snapshot';
  at: number;
  /** Of the read request that brought it. */
  token?: string | undefined;
  rows: Row[];
  /** The last message of the channel that the list takes into account. */
  seq?: number | undefined;
  /** The list is all there is: what it lacks is gone. False for a filtered or paged fetch. */
  whole: boolean;
  /** What the list lacks leaves the collection, also where the list is a part: the collection is that part. */
  replaces?: boolean;
}

/** The bounds of what is remembered, in entries. */
export interface Limits {
  tombs: number;
  seen: number;
  failed: number;
}
