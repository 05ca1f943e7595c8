import { Long } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createSessions } from '../../devserver/embedded-mongo/store/sessions.ts';
import { createStore } from '../../devserver/embedded-mongo/store/store.ts';
import { rejection } from './database.ts';
import { useReplicaSet } from './replica-set.ts';

const database = useReplicaSet('sessions');

function aSession() {
  const session = database.client().startSession();
  onTestFinished(() => session.endSession());
  return session;
}

it('does a retryable write once, and answers its repetition as the first time', async () => {
  const session = aSession();
  const write = (txnNumber: number, n: number) =>
    database.db().command(
      {
        update: 'counters',
        updates: [{ q: { _id: 1 }, u: { $inc: { n } }, upsert: true }],
        txnNumber: Long.fromNumber(txnNumber),
      },
      { session },
    );
  expect(await write(1, 1)).toMatchObject({ n: 1, upserted: [{ _id: 1 }] });
  expect(await write(1, 1)).toMatchObject({ n: 1, upserted: [{ _id: 1 }] });
  expect(await write(2, 1)).toMatchObject({ n: 1, nModified: 1 });
  expect(await database.db().collection('counters').findOne()).toEqual({ _id: 1, n: 2 });
  expect(await rejection(write(1, 1))).toMatchObject({ code: 225, codeName: 'TransactionTooOld' });
});

it('refuses a number that is none, and one without a session', async () => {
  const insert = { insert: 'refused', documents: [{ a: 1 }] };
  const command = database.db().command({ ...insert, txnNumber: 'x' }, { session: aSession() });
  expect(await rejection(command)).toMatchObject({ codeName: 'TypeMismatch' });
  const sessions = createSessions(createStore());
  expect(() => sessions.of({ ...insert, txnNumber: 1 })).toThrow('requires a session ID');
  expect(() => sessions.of({ lsid: { id: 1 }, txnNumber: 1, autocommit: false })).toThrow('is not in progress');
});

it('aborts a transaction that is open for too long, and lets others write what it had written', async () => {
  const store = createStore();
  store.insert('db.c', { _id: 1 });
  const sessions = createSessions(store, 5);
  const begin = (id: number) => sessions.of({ lsid: { id }, txnNumber: 1, autocommit: false, startTransaction: true });
  const first = begin(1);
  first.transaction?.store.remove('db.c', { _id: 1 });
  await vi.waitFor(() => expect(first.state).toBe('aborted'));
  const second = begin(2);
  second.transaction?.store.remove('db.c', { _id: 1 });
  sessions.commit(second);
  expect(store.collection('db.c')?.size).toBe(0);
});

it('fails a commit whose document a write outside has changed, or whose unique value it has taken', () => {
  const store = createStore();
  store.insert('db.c', { _id: 1, slug: 'a' });
  store.createIndex('db.c', { name: 'slug_1', key: { slug: 1 }, unique: true });
  const sessions = createSessions(store);
  const begin = (id: number) => sessions.of({ lsid: { id }, txnNumber: 1, autocommit: false, startTransaction: true });
  const [changes, inserts] = [begin(1), begin(2)];
  changes.transaction?.store.replace('db.c', { _id: 1, slug: 'a' }, { _id: 1, slug: 'inside' });
  inserts.transaction?.store.insert('db.c', { _id: 2, slug: 'b' });
  store.replace('db.c', { _id: 1, slug: 'a' }, { _id: 1, slug: 'b' });
  expect(() => sessions.commit(changes)).toThrow('Write conflict');
  expect(() => sessions.commit(inserts)).toThrow('Write conflict');
  expect([...(store.collection('db.c')?.candidates({}) ?? [])]).toEqual([{ _id: 1, slug: 'b' }]);
});
