import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { MongoError } from '../errors.ts';
import type { Change } from '../store/store.ts';
import { decodeDocument, encodeDocument, MAX_DOCUMENT_BYTES } from '../values/codec.ts';
import type { Document } from '../values/document.ts';

/*
 * A journal is a header and then records, each a change of the store, complete in itself:
 *
 *     header   the line "livecollection journal 1\n"
 *     record   uint32 length of the payload | uint32 CRC-32 of the payload | payload        (little-endian)
 *     payload  uint8 kind | uint16 length of the namespace | namespace in UTF-8 | one BSON document
 *
 * The changes of a transaction are one record, of the kind 6 and with no namespace, whose document is replaced by a
 * record for each of them: its checksum makes them come true together.
 *
 * The document is not nested in another one, or MongoDB's deepest documents would be too deep for the journal.
 */

/** What a journal begins with; a number higher than 1 would be a format that this version does not know. */
export const HEADER = Buffer.from('livecollection journal 1\n');

const KINDS = ['createCollection', 'dropCollection', 'createIndex', 'dropIndex', 'put', 'remove'] as const;
const TRANSACTION = KINDS.length;
const FRAME_BYTES = 8;
const NAMESPACE_AT = 3;
/** No record is longer, in bytes: a document of the largest size, and room for its namespace. */
const MAX_PAYLOAD_BYTES = MAX_DOCUMENT_BYTES + 64 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** A change as the bytes of its record. */
export function encodeRecord(change: Change): Buffer {
  const namespace = Buffer.from(change.namespace);
  const document = encodeDocument(documentOf(change));
  const record = Buffer.allocUnsafe(FRAME_BYTES + NAMESPACE_AT + namespace.length + document.length);
  const payload = record.subarray(FRAME_BYTES);
  payload.writeUInt8(KINDS.indexOf(change.type), 0);
  payload.writeUInt16LE(namespace.length, 1);
  namespace.copy(payload, NAMESPACE_AT);
  payload.set(document, NAMESPACE_AT + namespace.length);
  return framed(record);
}

/** Several records as one. Throws TransactionTooLarge where it would be longer than any record may be. */
export function joinRecords(records: readonly Buffer[]): Buffer {
  if (records.length === 1 && records[0]) return records[0];
  const head = Buffer.alloc(FRAME_BYTES + NAMESPACE_AT);
  head.writeUInt8(TRANSACTION, FRAME_BYTES);
  const joined = Buffer.concat([head, ...records]);
  if (joined.length - FRAME_BYTES > MAX_PAYLOAD_BYTES) {
    throw new MongoError(
      'TransactionTooLarge',
      `Total size of all transaction operations must be less than ${MAX_PAYLOAD_BYTES}. Actual size is ${joined.length}`,
    );
  }
  return framed(joined);
}

/** Fills in the frame that the record has room for. */
function framed(record: Buffer): Buffer {
  const payload = record.subarray(FRAME_BYTES);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32(payload), 4);
  return record;
}

function documentOf(change: Change): Document {
  switch (change.type) {
    case 'createIndex':
      return change.index;
    case 'dropIndex':
      return { name: change.name };
    case 'put':
      return change.document;
    case 'remove':
      return { _id: change.id };
    default:
      return {};
  }
}

/** Throws if the payload is none, though its checksum said so: it was written by something else. */
function decodePayload(payload: Buffer): Change {
  const type = KINDS[payload.readUInt8(0)];
  const documentAt = NAMESPACE_AT + payload.readUInt16LE(1);
  const namespace = payload.toString('utf8', NAMESPACE_AT, documentAt);
  const document = decodeDocument(payload.subarray(documentAt));
  switch (type) {
    case 'createCollection':
    case 'dropCollection':
      return { type, namespace };
    case 'createIndex':
      return { type, namespace, index: { ...document, name: String(document.name), key: Object(document.key) } };
    case 'dropIndex':
      return { type, namespace, name: String(document.name) };
    case 'put':
      return { type, namespace, document };
    case 'remove':
      return { type, namespace, id: document._id };
    default:
      throw new Error(`A record of the unknown kind ${payload.readUInt8(0)}`);
  }
}

/** Where the whole records of a journal end, and why: at its end, at a record cut short, or at one that is damaged. */
export interface JournalEnd {
  readonly at: number;
  readonly reason: 'end' | 'torn' | 'damaged';
}

/**
 * Reads the records of an open journal, from behind its header to the first that is not whole.
 * Synchronous: nobody may look at a store that is half read. Throws the system's errors, and those of `onChange`.
 * @param onChange is told each change with the bytes that its record takes
 */
export function readRecords(file: number, onChange: (change: Change, bytes: number) => void): JournalEnd {
  let at = HEADER.length;
  let buffer = Buffer.alloc(0);
  let bufferAt = at;

  /** `length` bytes from `at`, or as many as there are. */
  function peek(length: number): Buffer {
    const have = buffer.subarray(at - bufferAt);
    if (have.length >= length) return have.subarray(0, length);
    const grown = Buffer.allocUnsafe(Math.max(length, CHUNK_BYTES));
    have.copy(grown);
    let filled = have.length;
    for (let read = -1; read !== 0 && filled < grown.length; filled += read) {
      read = readSync(file, grown, filled, grown.length - filled, at + filled);
    }
    buffer = grown.subarray(0, filled);
    bufferAt = at;
    return buffer.subarray(0, length);
  }

  for (;;) {
    const frame = peek(FRAME_BYTES);
    if (frame.length === 0) return { at, reason: 'end' };
    if (frame.length < FRAME_BYTES) return { at, reason: 'torn' };
    const length = frame.readUInt32LE(0);
    const checksum = frame.readUInt32LE(4);
    if (length < NAMESPACE_AT || length > MAX_PAYLOAD_BYTES) return { at, reason: 'damaged' };
    const record = peek(FRAME_BYTES + length);
    if (record.length < FRAME_BYTES + length) return { at, reason: 'torn' };
    const payload = record.subarray(FRAME_BYTES);
    if (crc32(payload) !== checksum) return { at, reason: 'damaged' };
    if (payload.readUInt8(0) === TRANSACTION) {
      for (const part of partsOf(payload)) onChange(decodePayload(part.subarray(FRAME_BYTES)), part.length);
    } else {
      onChange(decodePayload(payload), record.length);
    }
    at += record.length;
  }
}

/** The records that a transaction's payload is made of. */
function* partsOf(payload: Buffer): Generator<Buffer> {
  for (let at = NAMESPACE_AT; at < payload.length; ) {
    const length = FRAME_BYTES + payload.readUInt32LE(at);
    yield payload.subarray(at, at + length);
    at += length;
  }
}
