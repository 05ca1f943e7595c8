import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';

it('says which address it cannot have when the port is in use', async () => {
  const first = await startEmbeddedMongo();
  const port = Number(new URL(first.uri).port);
  await expect(startEmbeddedMongo({ port })).rejects.toThrow(
    `The embedded database cannot listen on 127.0.0.1:${port}: the port is already in use`,
  );
  await first.close();
  const second = await startEmbeddedMongo({ port });
  expect(second.uri).toBe(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  await second.close();
});

it('closes with clients connected, and gives each server its own data', async () => {
  const one = await startEmbeddedMongo();
  const two = await startEmbeddedMongo();
  const options = { serverSelectionTimeoutMS: 100 };
  const [a, b] = [await new MongoClient(one.uri, options).connect(), await new MongoClient(two.uri, options).connect()];
  await a.db('x').collection('c').insertOne({});
  expect(await b.db('x').collection('c').countDocuments()).toBe(0);
  await one.close();
  await expect(a.db('x').collection('c').countDocuments()).rejects.toThrow();
  expect(await b.db('x').collection('c').countDocuments()).toBe(0);
  await Promise.all([a.close(), b.close()]);
  await two.close();
});
