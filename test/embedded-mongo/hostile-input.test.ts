import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';

// Bytes that no driver sends, over a raw socket. After each of them the server must serve others as before.

let embedded: EmbeddedMongo;
let client: MongoClient;
const sockets: Socket[] = [];

beforeAll(async () => {
  embedded = await startEmbeddedMongo();
  client = await new MongoClient(embedded.uri).connect();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  expect(await client.db('test').command({ ping: 1 })).toMatchObject({ ok: 1 });
});
afterAll(async () => {
  await client.close();
  await embedded.close();
});

async function open(): Promise<Socket> {
  const socket = connect({ port: Number(new URL(embedded.uri).port), host: '127.0.0.1', noDelay: true });
  // A reset by the server is one way of being closed.
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

function message(opCode: number, payload: Uint8Array, length = 16 + payload.length): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(77, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, payload]);
}

const section = (kind: number, bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([kind]), bytes]);
const opMsg = (flags: number, ...sections: Uint8Array[]): Buffer => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(flags);
  return message(2013, Buffer.concat([prefix, ...sections]));
};
const body = (document: object): Buffer => section(0, serialize(document));
const ping = opMsg(0, body({ ping: 1, $db: 'test' }));

/** The documents of the next `count` replies. */
async function replies(socket: Socket, count: number): Promise<Record<string, unknown>[]> {
  let bytes = Buffer.alloc(0);
  const documents: Record<string, unknown>[] = [];
  while (documents.length < count) {
    const length = bytes.length >= 4 ? bytes.readInt32LE(0) : Number.POSITIVE_INFINITY;
    if (bytes.length < length) {
      const [chunk]: Buffer[] = await once(socket, 'data');
      bytes = Buffer.concat([bytes, chunk ?? Buffer.alloc(0)]);
      continue;
    }
    expect(bytes.readInt32LE(8)).toBe(77);
    documents.push(deserialize(bytes.subarray(bytes.readInt32LE(12) === 1 ? 36 : 21, length)));
    bytes = bytes.subarray(length);
  }
  return documents;
}

const reply = async (socket: Socket) => (await replies(socket, 1))[0];

it('reads a message that arrives byte by byte', async () => {
  const socket = await open();
  const answered = reply(socket);
  for (const byte of ping) socket.write(Buffer.from([byte]));
  expect(await answered).toEqual({ ok: 1 });
});

it('answers several messages of one chunk, in order', async () => {
  const socket = await open();
  socket.write(Buffer.concat([ping, opMsg(0, body({ nope: 1, $db: 'test' })), ping, ping.subarray(0, 9)]));
  const answered = replies(socket, 4);
  socket.write(ping.subarray(9));
  expect((await answered).map(({ ok }) => ok)).toEqual([1, 0, 1, 1]);
});

it('forgets a torn message with its connection', async () => {
  const socket = await open();
  socket.end(ping.subarray(0, ping.length - 3));
  socket.resume();
  await once(socket, 'close');
});

it.each([
  ['longer than maxMessageSizeBytes', message(2013, Buffer.alloc(0), 48_000_001)],
  ['of negative length', message(2013, Buffer.alloc(0), -1)],
  ['shorter than its header', message(2013, Buffer.alloc(0), 15)],
  ['of an unknown opcode', message(4711, Buffer.alloc(8))],
  ['too short for its flags', message(2013, Buffer.alloc(0))],
  ['of another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
])('closes the connection on a message %s', async (_what, bytes) => {
  const socket = await open();
  socket.write(bytes);
  socket.resume();
  await once(socket, 'close');
});

it.each([
  ['bytes that are no BSON', opMsg(0, section(0, Buffer.from([12, 0, 0, 0, 255, 255, 255, 255, 1, 2, 3, 0])))],
  ['a document longer than its section', opMsg(0, section(0, Buffer.from([200, 0, 0, 0, 0])))],
  ['an unknown kind of section', opMsg(0, section(7, serialize({ ping: 1 })))],
  ['no section at all', opMsg(0)],
  ['two bodies', opMsg(0, body({ ping: 1, $db: 'a' }), body({ ping: 1, $db: 'a' }))],
  ['a sequence without identifier', opMsg(0, body({ ping: 1, $db: 'a' }), section(1, Buffer.from([5, 0, 0, 0, 65])))],
  ['an unknown required flag', opMsg(1 << 5, body({ ping: 1, $db: 'a' }))],
])('answers %s with InvalidBSON and goes on with the connection', async (_what, bytes) => {
  const socket = await open();
  socket.write(bytes);
  expect(await reply(socket)).toMatchObject({ ok: 0, code: 22, codeName: 'InvalidBSON' });
  socket.write(ping);
  expect(await reply(socket)).toEqual({ ok: 1 });
});

it('refuses documents nested beyond 200 levels', async () => {
  let nested: object = {};
  for (let depth = 0; depth < 300; depth += 1) nested = { a: nested };
  const socket = await open();
  socket.write(opMsg(0, body({ find: 'x', filter: nested, $db: 'test' })));
  expect(await reply(socket)).toMatchObject({ ok: 0, code: 15, codeName: 'Overflow' });
});

it('reads document sequences, and skips a checksum', async () => {
  const socket = await open();
  const sequence = Buffer.concat([Buffer.from('documents\0'), serialize({ _id: 1 }), serialize({ _id: 2 })]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(4 + sequence.length);
  socket.write(opMsg(0, body({ insert: 'raw', $db: 'test' }), section(1, Buffer.concat([size, sequence]))));
  expect(await reply(socket)).toEqual({ n: 2, ok: 1 });
  socket.write(opMsg(1, body({ count: 'raw', $db: 'test' }), Buffer.alloc(4)));
  expect(await reply(socket)).toEqual({ n: 2, ok: 1 });
});

it('speaks OP_QUERY for the handshake only', async () => {
  const query = (document: object) =>
    message(2004, Buffer.concat([Buffer.alloc(4), Buffer.from('admin.$cmd\0'), Buffer.alloc(8), serialize(document)]));
  const socket = await open();
  socket.write(query({ ismaster: 1 }));
  expect(await reply(socket)).toMatchObject({ ok: 1, ismaster: true, maxWireVersion: 21 });
  socket.write(query({ find: 'x' }));
  expect(await reply(socket)).toMatchObject({ ok: 0, code: 352 });
});

it('wants a $db', async () => {
  const socket = await open();
  socket.write(opMsg(0, body({ ping: 1 })));
  expect(await reply(socket)).toMatchObject({ ok: 0, code: 40571 });
});

it.each(['$where', '$function'])('runs no code of the client by %s', async (operator) => {
  const db = client.db('test');
  await db.collection('scripts').insertOne({});
  const filter =
    operator === '$where'
      ? { $where: 'return true' }
      : { $expr: { $function: { body: 'function() { return true }', args: [], lang: 'js' } } };
  await expect(db.collection('scripts').find(filter).toArray()).rejects.toThrow();
});

it('keeps prototypes out of documents', async () => {
  const things = client.db('test').collection('things');
  await things.insertOne({ a: 1 });
  await expect(things.updateOne({}, { $set: { '__proto__.polluted': 1 } })).rejects.toThrow(/__proto__/);
  await expect(things.insertOne(JSON.parse('{"__proto__": {"polluted": 1}}'))).rejects.toThrow(/__proto__/);
  await expect(things.updateOne({}, { $set: { 'constructor.prototype.polluted': 1 } })).rejects.toThrow(/constructor/);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
