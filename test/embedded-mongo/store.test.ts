import { expect, it } from 'vitest';
import { createCursors } from '../../devserver/embedded-mongo/cursors.ts';
import { type Change, createStore } from '../../devserver/embedded-mongo/store/store.ts';

// What no client can see: the journal, and time.

const documents = (store: ReturnType<typeof createStore>) => [...(store.collection('db.c')?.candidates({}) ?? [])];

it('tells the journal every change, complete in itself', () => {
  const changes: Change[] = [];
  const store = createStore((made) => changes.push(...made));
  const a = store.insert('db.c', { _id: 1, n: 1 });
  store.createIndex('db.c', { name: 'n_1', key: { n: 1 }, unique: true });
  store.replace('db.c', a, { _id: 1, n: 2 });
  store.remove('db.c', a);
  store.dropIndex('db.c', 'n_1');
  store.dropCollection('db.c');
  expect(changes).toEqual([
    { type: 'createCollection', namespace: 'db.c' },
    { type: 'put', namespace: 'db.c', document: { _id: 1, n: 1 } },
    { type: 'createIndex', namespace: 'db.c', index: { name: 'n_1', key: { n: 1 }, unique: true } },
    { type: 'put', namespace: 'db.c', document: { _id: 1, n: 2 } },
    { type: 'remove', namespace: 'db.c', id: 1 },
    { type: 'dropIndex', namespace: 'db.c', name: 'n_1' },
    { type: 'dropCollection', namespace: 'db.c' },
  ]);
});

it('tells the journal nothing of a write that is refused', () => {
  const changes: Change[] = [];
  const store = createStore((made) => changes.push(...made));
  store.insert('db.c', { _id: 1 });
  const before = changes.length;
  expect(() => store.insert('db.c', { _id: 1 })).toThrow(/E11000/);
  expect(changes).toHaveLength(before);
});

it('makes no change that the journal could not take', () => {
  let full = false;
  const store = createStore(() => {
    if (full) throw new Error('disk full');
  });
  const first = store.insert('db.c', { _id: 1, n: 1 });
  full = true;
  expect(() => store.insert('db.c', { _id: 2 })).toThrow('disk full');
  expect(() => store.replace('db.c', first, { _id: 1, n: 2 })).toThrow('disk full');
  expect(() => store.remove('db.c', first)).toThrow('disk full');
  expect(documents(store)).toEqual([{ _id: 1, n: 1 }]);
});

it('forgets a cursor that nobody asks for ten minutes', () => {
  let now = 0;
  const cursors = createCursors(() => now);
  const { id } = cursors.open('db.c', [{ n: 1 }, { n: 2 }, { n: 3 }], { batchSize: 1 });
  now += 10 * 60_000;
  expect(cursors.more(String(id), 'db.c', 1)).toMatchObject({ nextBatch: [{ n: 2 }] });
  now += 10 * 60_000 + 1;
  expect(() => cursors.more(String(id), 'db.c', 1)).toThrow(`cursor id ${id} not found`);
});

it('gives a cursor to nobody who asks in another collection’s name', () => {
  const cursors = createCursors();
  const { id } = cursors.open('db.c', [{ n: 1 }, { n: 2 }], { batchSize: 1 });
  expect(() => cursors.more(String(id), 'db.other')).toThrow(/belongs to a different namespace db.c/);
});
