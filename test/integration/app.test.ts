import { describe, expect, it } from 'vitest';
import { startDevServer } from './dev-server.ts';
import { subscribe } from './subscriber.ts';

describe('createApp', () => {
  it('lets two clients hear what either writes', async () => {
    const server = await startDevServer();
    const [one, other] = await Promise.all([subscribe(server.origin), subscribe(server.origin)]);
    await server.request('POST', '/api/todos', { title: 'milk' });
    await server.request('POST', '/api/todos', { title: 'bread' });
    const heard = await one.messages(2);
    expect(heard.map(({ body }) => body.title)).toEqual(['milk', 'bread']);
    expect(await other.messages(2)).toEqual(heard);
  });

  it('keeps two apps in one process apart', async () => {
    const [one, other] = await Promise.all([startDevServer(), startDevServer()]);
    const subscriber = await subscribe(other.origin);
    await one.request('POST', '/api/todos', { title: 'one' });
    await other.request('POST', '/api/todos', { title: 'other' });
    expect((await subscriber.messages(1))[0]?.body.title).toBe('other');
    expect((await other.request('GET', '/api/todos')).json).toMatchObject([{ title: 'other' }]);
  });

  it('serves the demo from the directory given, and has one sentence for paths that are none', async () => {
    const server = await startDevServer({ assets: 'devserver/todos/client' });
    expect((await server.request('GET', '/')).text).toContain('<title>TodoMVC, live</title>');
    for (const path of ['/%E0%A4%A', '/%00', '/..%2fmodel.ts']) {
      const refused = await server.request('GET', path);
      expect(refused).toMatchObject({ status: 404, json: { error: expect.stringMatching(/^[^\n]+\.$/) } });
    }
  });

  it("serves Faye's browser client beside its endpoint", async () => {
    const server = await startDevServer();
    const script = await server.request('GET', '/faye/client.js');
    expect(script).toMatchObject({ status: 200, text: expect.stringContaining('Faye') });
  });

  it('goes on after a malformed Bayeux message', async () => {
    const server = await startDevServer();
    const answer = await server.request('POST', '/faye', '{"channel":', { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    await subscribe(server.origin);
  });

  it('closes with clients connected, and closes once', async () => {
    const server = await startDevServer();
    await subscribe(server.origin);
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(server.origin)).rejects.toThrow();
  });
});
