import { MongoError } from './errors.ts';
import { decodeDocument, encodeDocument } from './values/codec.ts';
import type { Document } from './values/document.ts';

/*
 * MongoDB's wire protocol: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 *
 *     header   int32 messageLength, requestID, responseTo, opCode
 *     OP_MSG   uint32 flags, then sections: 0 + document | 1 + int32 size + identifier + documents; [crc32c]
 *     OP_QUERY int32 flags, cstring namespace, int32 skip, int32 return, document     (only the first hello uses it)
 *     OP_REPLY int32 flags, int64 cursorID, int32 startingFrom, int32 numberReturned, documents
 */

/** The longest message a client may send, in bytes, header included: `maxMessageSizeBytes` of `hello`. */
export const MAX_MESSAGE_BYTES = 48_000_000;

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1 << 0;
const MORE_TO_COME = 1 << 1;
/** Bits 0–15 must be understood by the receiver, the others may be ignored. */
const REQUIRED_FLAGS = 0xffff;
const AWAIT_CAPABLE = 8;

/** One message from a client. `command` is a thunk, because the bytes may turn out not to be BSON: it throws a MongoError then. */
export interface Request {
  readonly requestId: number;
  /** True for the legacy OP_QUERY, which wants its answer as an OP_REPLY. */
  readonly legacy: boolean;
  /** False when the client asked not to be answered (an unacknowledged write). */
  readonly wantsReply: boolean;
  readonly command: () => Document;
}

/**
 * Cuts a byte stream into messages. Throws when the stream can no longer be cut: a length that cannot be one;
 * bytes missing at the end are dropped with the connection that tore them.
 */
export async function* readMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let wanted = HEADER_BYTES;
  for await (const chunk of chunks) {
    pending.push(chunk);
    pendingBytes += chunk.length;
    // Joined only once enough is there: a long message in many chunks costs one copy, not one a chunk.
    while (pendingBytes >= wanted) {
      const bytes = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending, pendingBytes);
      const length = bytes.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
        throw new RangeError(`A message of ${length} bytes is outside ${HEADER_BYTES}–${MAX_MESSAGE_BYTES}`);
      }
      wanted = length;
      pending = [bytes];
      if (pendingBytes < length) continue;
      yield bytes.subarray(0, length);
      pending = [bytes.subarray(length)];
      pendingBytes -= length;
      wanted = HEADER_BYTES;
    }
  }
}

/** Reads a whole message. Throws a plain Error for an opcode nobody here speaks: the connection is of no use then. */
export function parseRequest(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) {
    return { requestId, legacy: true, wantsReply: true, command: () => queryCommand(message) };
  }
  if (opCode !== OP_MSG) throw new Error(`Unsupported opcode ${opCode}`);
  const flags = message.readUInt32LE(HEADER_BYTES);
  return {
    requestId,
    legacy: false,
    wantsReply: (flags & MORE_TO_COME) === 0,
    command: () => msgCommand(message, flags),
  };
}

/** The command of an OP_MSG: its one body, with each document sequence as the array field it stands for. */
function msgCommand(message: Buffer, flags: number): Document {
  if (flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) {
    throw new MongoError('InvalidBSON', `OP_MSG has unknown required flags 0x${flags.toString(16)}`);
  }
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let body: Document | undefined;
  const sequences: Document = {};
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = message[at];
    const size = int32At(message, at + 1, end);
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0 && body === undefined) {
      body = decodeDocument(section);
    } else if (kind === 1) {
      const [identifier, documents] = documentSequence(section);
      sequences[identifier] = documents;
    } else {
      throw new MongoError('InvalidBSON', `OP_MSG has an unexpected section of kind ${kind}`);
    }
    at += 1 + size;
  }
  if (body === undefined) throw new MongoError('InvalidBSON', 'OP_MSG has no body section');
  return { ...body, ...sequences };
}

function documentSequence(section: Buffer): [identifier: string, documents: Document[]] {
  const terminator = section.indexOf(0, 4);
  if (terminator === -1) throw new MongoError('InvalidBSON', 'A document sequence has no identifier');
  const documents: Document[] = [];
  for (let at = terminator + 1; at < section.length; ) {
    const size = int32At(section, at, section.length);
    documents.push(decodeDocument(section.subarray(at, at + size)));
    at += size;
  }
  return [section.toString('utf8', 4, terminator), documents];
}

/** The command of an OP_QUERY on `db.$cmd`, with the database where OP_MSG has it. */
function queryCommand(message: Buffer): Document {
  const terminator = message.indexOf(0, HEADER_BYTES + 4);
  if (terminator === -1) throw new MongoError('InvalidBSON', 'OP_QUERY has no namespace');
  const namespace = message.toString('utf8', HEADER_BYTES + 4, terminator);
  const at = terminator + 1 + 8;
  const size = int32At(message, at, message.length);
  const query = decodeDocument(message.subarray(at, at + size));
  return { ...query, $db: namespace.split('.')[0] };
}

/** The length that a section or document starts with, checked to end before `end`. */
function int32At(bytes: Buffer, at: number, end: number): number {
  const size = at + 4 <= end ? bytes.readInt32LE(at) : 0;
  if (size < 5 || at + size > end) throw new MongoError('InvalidBSON', 'A section ends outside its message');
  return size;
}

/** The bytes of an answer to `request`. Throws BSONObjectTooLarge. */
export function encodeReply(request: Request, document: Document): Buffer {
  const body = encodeDocument(document);
  const prefix = request.legacy ? legacyPrefix() : Buffer.alloc(5);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + prefix.length + body.length, 0);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, prefix, body]);
}

function legacyPrefix(): Buffer {
  const prefix = Buffer.alloc(20);
  prefix.writeInt32LE(AWAIT_CAPABLE, 0);
  prefix.writeInt32LE(1, 16);
  return prefix;
}
