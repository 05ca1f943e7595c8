import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Binary, Long, ObjectId } from 'bson';
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { expect, it } from 'vitest';
import { openDurableStore } from '../../../devserver/embedded-mongo/journal/durable-store.ts';
import { createJournal } from '../../../devserver/embedded-mongo/journal/journal.ts';
import { type AppendedFile, repairJournal } from '../../../devserver/embedded-mongo/journal/journal-file.ts';
import { countLiveBytes } from '../../../devserver/embedded-mongo/journal/live-bytes.ts';
import type { Notice } from '../../../devserver/embedded-mongo/journal/notice.ts';
import { HEADER } from '../../../devserver/embedded-mongo/journal/record.ts';
import { createStore, type Store } from '../../../devserver/embedded-mongo/store/store.ts';
import { contentOf, dataDirectory, opened } from './data-directory.ts';

const journalIn = (directory: string) => join(directory, 'journal');

/** What the journal holds this moment, read from a copy: the directory is in use. */
function storedAt(directory: string, notice: Notice = expect.unreachable): string {
  const copy = dataDirectory();
  copyFileSync(journalIn(directory), journalIn(copy));
  const store = createStore();
  store.restore((apply) => repairJournal(copy, apply, notice));
  return contentOf(store);
}

/** One write of the property test, made as far as the store allows it. */
const write = record({
  kind: constantFrom('insert', 'replace', 'remove', 'index', 'drop-index', 'drop'),
  collection: constantFrom('db.a', 'db.b'),
  id: integer({ min: 0, max: 5 }),
  value: integer({ min: 0, max: 9 }),
});
type Write = typeof write extends { generate(...args: never[]): { value: infer T } } ? T : never;

function make(store: Store, { kind, collection, id, value }: Write): void {
  const [before] = store.collection(collection)?.candidates({ _id: id }) ?? [];
  try {
    if (kind === 'insert') store.insert(collection, { _id: id, value });
    else if (kind === 'drop') store.dropCollection(collection);
    else if (kind === 'index') store.createIndex(collection, { name: 'value_1', key: { value: 1 }, unique: true });
    else if (kind === 'drop-index' && store.collection(collection)) store.dropIndex(collection, 'value_1');
    else if (kind === 'replace' && before) store.replace(collection, before, { _id: id, value, changed: true });
    else if (kind === 'remove' && before) store.remove(collection, before);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'MongoError')) throw error; // a refused write is no write
  }
}

it('opens, cut at any byte, to what some of the writes made, and to all that were acknowledged before that byte', async () => {
  await assert(
    asyncProperty(array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
      const directory = dataDirectory();
      const kept = await openDurableStore(directory);
      const acknowledged = [{ length: HEADER.length, content: contentOf(kept.store) }];
      for (const each of writes) {
        make(kept.store, each);
        await kept.settled();
        acknowledged.push({ length: statSync(journalIn(directory)).size, content: contentOf(kept.store) });
      }
      await kept.close();
      const whole = readFileSync(journalIn(directory));
      for (let length = 0; length <= whole.length; length += 1) {
        writeFileSync(journalIn(directory), whole.subarray(0, length));
        const { content, notices } = await opened(directory);
        const last = acknowledged.findLastIndex((state) => state.length <= length);
        const next = acknowledged[last + 1];
        // A write may be two changes, of which the first stands: the collection made for a document.
        if (content !== acknowledged[Math.max(last, 0)]?.content) {
          expect(content).toMatch(/createCollection/);
          expect(next?.length).toBeGreaterThan(length);
        }
        const atBorder = length <= HEADER.length || notices.length === 0;
        if (!atBorder) expect(notices).toEqual([expect.stringMatching(/ended in the middle of a record.*cut at byte/)]);
      }
    }),
    { numRuns: 8 },
  );
}, 120_000);

it('keeps, with any one byte damaged, the writes before that byte, and the file as it was', async () => {
  const directory = dataDirectory();
  const kept = await openDurableStore(directory);
  for (let id = 0; id < 5; id += 1) kept.store.insert('db.c', { _id: id, text: 'as it was written' });
  await kept.close();
  const whole = readFileSync(journalIn(directory));
  const all: unknown[] = JSON.parse((await opened(directory)).content);
  for (let at = HEADER.length; at < whole.length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0x40, at);
    writeFileSync(journalIn(directory), damaged);
    const { content, notices } = await opened(directory);
    const found: unknown[] = JSON.parse(content);
    expect(found).toEqual(all.slice(0, found.length));
    expect(found.length).toBeLessThan(all.length);
    expect(notices).toHaveLength(1);
    const [, copy] = /kept as (\S+)\.$/.exec(notices[0] ?? '') ?? [];
    if (copy) {
      expect(readFileSync(join(directory, copy))).toEqual(damaged);
      rmSync(join(directory, copy));
    }
  }
});

it('gives back every type of value, the deepest documents, the order and the unique indexes', async () => {
  const directory = dataDirectory();
  const kept = await openDurableStore(directory);
  let deep: Record<string, unknown> = { end: true };
  for (let level = 2; level < 200; level += 1) deep = { deep };
  const document = {
    _id: new ObjectId(),
    long: Long.fromString('9007199254740993'),
    bytes: new Binary(Buffer.from([0xff, 0xfe, 0])),
    date: new Date(0),
    pattern: /x/i,
    nothing: null,
    ümläut: 'ß',
  };
  kept.store.insert('db.c', document);
  kept.store.insert('db.c', { _id: 1, ...deep });
  kept.store.createIndex('db.c', { v: 2, name: 'n_1', key: { n: 1 }, unique: true, sparse: true });
  kept.store.insert('db.c', { _id: 0, n: 1 });
  await kept.close();
  const again = await openDurableStore(directory);
  expect(again.store.changes()).toEqual(kept.store.changes());
  expect(() => again.store.insert('db.c', { _id: 2, n: 1 })).toThrow(/E11000.*n_1/);
  await again.close();
});

it('makes many writes wait for one fsync together', async () => {
  const directory = dataDirectory();
  const kept = await openDurableStore(directory);
  const starts: Promise<void>[] = [];
  for (let id = 0; id < 1_000; id += 1) {
    kept.store.insert('db.c', { _id: id });
    starts.push(kept.settled());
  }
  expect(new Set(starts).size).toBe(1);
  await Promise.all(starts);
  await kept.close();
});

it('compacts under load to what is alive, and loses nothing', async () => {
  const directory = dataDirectory();
  const notices: string[] = [];
  const kept = await openDurableStore(directory, { compactFrom: 20_000, notice: (_level, text) => notices.push(text) });
  for (let id = 0; id < 20; id += 1) kept.store.insert('db.c', { _id: id, n: 0 });
  kept.store.createIndex('db.c', { name: 'n_1', key: { n: 1 } });
  let n = 0;
  const writer = async (id: number) => {
    for (let times = 0; times < 400; times += 1) {
      const [before] = kept.store.collection('db.c')?.candidates({ _id: id }) ?? [];
      n += 1;
      const mine = n;
      if (before) kept.store.replace('db.c', before, { _id: id, n: mine });
      await kept.settled();
      // What is on the disk whenever a write is acknowledged is what a process killed now would find.
      if (times % 80 === 0 && before) expect(storedAt(directory)).toContain(JSON.stringify({ _id: id, n: mine }));
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, id) => writer(id)));
  const content = contentOf(kept.store);
  await kept.close();
  const compactions = notices.filter((text) => /was compacted from/.test(text));
  expect(compactions.length).toBeGreaterThan(2);
  expect(notices).toEqual(compactions);
  expect(statSync(journalIn(directory)).size).toBeLessThan(60_000);
  expect(readdirSync(directory)).toEqual(['journal']);
  expect((await opened(directory)).content).toBe(content);
});

it('starts from the journal in use when a compaction was not finished', async () => {
  const directory = dataDirectory();
  const kept = await openDurableStore(directory);
  kept.store.insert('db.c', { _id: 1 });
  await kept.close();
  writeFileSync(join(directory, 'journal.new'), 'half a journ');
  expect((await opened(directory)).content).toBe(contentOf(kept.store));
  expect(existsSync(join(directory, 'journal.new'))).toBe(false);
});

it('refuses a file that is no journal, and leaves it as it is', async () => {
  const directory = dataDirectory();
  writeFileSync(journalIn(directory), 'Dear diary, today I was not a database.\n');
  await expect(openDurableStore(directory)).rejects.toThrow(/journal is no journal of this version/);
  expect(readFileSync(journalIn(directory), 'utf8')).toMatch(/^Dear diary/);
  truncateSync(journalIn(directory));
  expect((await opened(directory)).content).toBe('[]');
});

it('opens, cut at any byte, to all changes of a transaction or to none', async () => {
  const directory = dataDirectory();
  const kept = await openDurableStore(directory);
  kept.store.insert('db.a', { _id: 0 });
  await kept.settled();
  const before = { length: statSync(journalIn(directory)).size, content: contentOf(kept.store) };
  const put = (id: number) => ({ change: { type: 'put', namespace: 'db.a', document: { _id: id } } as const });
  kept.store.commit([put(1), put(2), { change: { type: 'remove', namespace: 'db.a', id: 0 } }]);
  await kept.settled();
  const after = contentOf(kept.store);
  await kept.close();
  const whole = readFileSync(journalIn(directory));
  expect(whole.length).toBeGreaterThan(before.length);
  for (let length = before.length; length <= whole.length; length += 1) {
    writeFileSync(journalIn(directory), whole.subarray(0, length));
    expect(storedAt(directory, () => {})).toBe(length === whole.length ? after : before.content);
  }
});

it('says that nothing can be stored from a write that had no room until there is room for it', async () => {
  let room = false;
  const file: AppendedFile = {
    durable: 0,
    append: async () => {
      if (!room) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    },
    tryRoom: (bytes) => file.append(bytes),
    cut: () => {},
    read: () => {},
    close: async () => {},
  };
  const store = createStore((changes) => journal.append(changes));
  const journal = createJournal({ directory: '', file, live: countLiveBytes(), store, notice: () => {} });
  await journal.check();
  store.insert('db.c', { _id: 1 });
  await expect(journal.settled()).rejects.toThrow(/ENOSPC/);
  await expect(journal.check()).rejects.toThrow('The data cannot be stored: ENOSPC: no space left');
  await expect(journal.settled()).resolves.toBeUndefined();
  room = true;
  await journal.check();
});

it('keeps each damaged journal as it was', async () => {
  const directory = dataDirectory();
  const kept = await openDurableStore(directory);
  kept.store.insert('db.c', { _id: 1, text: 'as it was written' });
  await kept.close();
  const whole = readFileSync(journalIn(directory));
  const damaged = [whole.length - 3, whole.length - 4].map((at) => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x40, at);
    return bytes;
  });
  for (const bytes of damaged) {
    writeFileSync(journalIn(directory), bytes);
    await opened(directory);
  }
  expect(readFileSync(`${journalIn(directory)}.damaged`)).toEqual(damaged[0]);
  expect(readFileSync(`${journalIn(directory)}.damaged.2`)).toEqual(damaged[1]);
});
