import express from 'express';
import { Schema } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { testConnection } from './database.ts';
import { serveResource } from './resource-server.ts';

/** By a name that the compiler does not follow: there are no types of two versions. */
const EXPRESS_4: string = 'express-4';
const expressOf4 = ((await import(EXPRESS_4)) as { default: typeof express }).default;

const connection = testConnection('other_origins');
const Note = connection.model('Note', new Schema({ text: String }));

const APP = 'https://app.example';
const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type,x-live-request-id,x-token',
    },
  });

describe('a page of an origin that is allowed', () => {
  it('may ask with every method and header, and read the answers and their numbers', async () => {
    const { origin } = await serveResource(Note, { origins: [APP] });
    const answer = await preflight(`${origin}/api/notes/1`, APP);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.headers.get('access-control-allow-methods')).toMatch(/PUT.*PATCH.*DELETE/);
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type,x-live-request-id,x-token');
    const created = await fetch(`${origin}/api/notes`, {
      method: 'POST',
      headers: { origin: APP, 'content-type': 'application/json' },
      body: '{"text":"x"}',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('access-control-allow-origin')).toBe(APP);
    expect(created.headers.get('access-control-expose-headers')).toBe('X-Live-Seq, X-Live-Ignored');
    const refused = await fetch(`${origin}/api/notes/nothing`, { headers: { origin: APP } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([404, APP]);
  });
});

it.each([
  ['another origin', [APP], 'https://evil.example'],
  ['an origin that only begins like one', [APP], `${APP}.evil.example`],
  ['null', [APP], 'null'],
  ['any, where none is allowed', [], APP],
])('a page of %s is told nothing', async (_name, origins, from) => {
  const { origin } = await serveResource(Note, { origins });
  for (const answer of [
    await preflight(`${origin}/api/notes`, from),
    await fetch(`${origin}/api/notes`, { headers: { origin: from } }),
  ]) {
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answer.headers.get('vary')).toBe(origins.length > 0 ? 'Origin' : null);
  }
});

it.each([
  ['express.json of Express 5', express.json({ limit: '1mb' })],
  ['express.json of Express 4', expressOf4.json({ limit: '1mb' })],
  ['express.text', express.text({ limit: '1mb', type: '*/*' })],
])('the limit of a body holds behind %s', async (_name, parser) => {
  const server = await serveResource(Note, { bodyLimit: 1_000 }, parser);
  expect((await server.request('POST', '/api/notes', { text: 'x'.repeat(2_000) })).status).toBe(413);
  expect((await server.request('POST', '/api/notes', `{"text":"x"${' '.repeat(2_000)}}`)).status).toBe(413);
  expect(await Note.countDocuments({ text: /xx/ })).toBe(0);
});

it('a body that another parser has read and that is short enough is written', async () => {
  const server = await serveResource(Note, {}, express.json());
  expect((await server.request('POST', '/api/notes', { text: 'y' })).json).toMatchObject({ text: 'y' });
});
