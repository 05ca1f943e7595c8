import mongoose, { type Connection } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../../devserver/embedded-mongo/index.ts';
import { databaseSequence } from '../../../devserver/live-resource/writes/database-sequence.ts';

let mongo: EmbeddedMongo;
let connection: Connection;

beforeEach(async () => {
  mongo = await startEmbeddedMongo();
  connection = await mongoose.createConnection(mongo.uri).asPromise();
});
afterEach(async () => {
  await connection.close();
  await mongo.close();
});

it('numbers without a gap across blocks, in the order of the calls', async () => {
  const sequence = databaseSequence(connection, { block: 10, now: () => 100 });
  const numbers = await Promise.all(Array.from({ length: 95 }, () => sequence.next('/a')));
  expect(numbers).toEqual(Array.from({ length: 95 }, (_, at) => 101 + at));
  expect(await sequence.current('/a')).toBe(195);
});

it('begins each channel at the clock, and counts it by itself', async () => {
  const sequence = databaseSequence(connection, { block: 10, now: () => 1_000 });
  expect(await sequence.current('/a')).toBe(1_000);
  expect(await sequence.next('/a')).toBe(1_001);
  expect(await sequence.next('/b')).toBe(1_001);
});

it('goes on above everything that a process before it may have used, though the clock went back', async () => {
  const before = databaseSequence(connection, { block: 10, now: () => 1_000 });
  await before.next('/a');
  const after = databaseSequence(connection, { block: 10, now: () => 5 });
  expect(await after.current('/a')).toBe(1_010);
  expect(await after.next('/a')).toBe(1_011);
});

it('gives no number twice to two processes at once', async () => {
  const both = [databaseSequence(connection, { block: 3 }), databaseSequence(connection, { block: 3 })];
  const numbers = await Promise.all(both.flatMap((sequence) => Array.from({ length: 50 }, () => sequence.next('/a'))));
  expect(new Set(numbers).size).toBe(100);
});

it('says what is wrong while the database is away, and numbers again when it answers', async () => {
  const sequence = databaseSequence(connection, { block: 1, now: () => 0 });
  expect(await sequence.next('/a')).toBe(1);
  const port = Number(new URL(mongo.uri).port);
  await mongo.close();
  const away = await mongoose.createConnection(mongo.uri, { serverSelectionTimeoutMS: 100 }).asPromise().catch(String);
  expect(away).toMatch(/ECONNREFUSED/);
  await expect(sequence.next('/a')).rejects.toThrow();
  mongo = await startEmbeddedMongo({ port });
  expect(await sequence.next('/a')).toBeGreaterThan(1);
});
