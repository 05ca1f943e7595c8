import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { curlLine, type HttpCall, publishLine } from '../../extension/core/detail/copy-as.ts';
import { startDevServer } from '../integration/dev-server.ts';
import { subscribe } from '../integration/subscriber.ts';
import { handshake, longPolling, websocket } from './raw-bayeux.ts';

/** What a real curl is answered when the copied line is run in a shell. */
async function curl(call: HttpCall): Promise<unknown> {
  const { stdout } = await promisify(execFile)('sh', ['-c', curlLine(call) ?? '']);
  return JSON.parse(stdout);
}

describe('the dev server', () => {
  it('sends a policy that lets the demo load its own things only', async () => {
    const server = await startDevServer({ assets: 'devserver/todos/client' });
    const { headers } = await server.request('GET', '/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain(`connect-src 'self' ws://${new URL(server.origin).host}`);
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('lets nobody but itself publish, and nobody listen to everything', async () => {
    const server = await startDevServer();
    const heard = await subscribe(server.origin);
    for (const open of [longPolling, websocket]) {
      const bayeux = await open(server.origin);
      const clientId = await handshake(bayeux);
      const [forged] = await bayeux.ask([{ channel: '/api/todos', clientId, data: { method: 'DELETE', body: {} } }]);
      expect(forged).toMatchObject({ successful: false });
      const [all] = await bayeux.ask([{ channel: '/meta/subscribe', clientId, subscription: '/**' }]);
      expect(all).toMatchObject({ successful: false, error: '403:/**:Forbidden channel' });
    }
    await server.request('POST', '/api/todos', { title: 'milk' });
    expect(await heard.messages(1)).toMatchObject([{ method: 'POST', body: { title: 'milk' } }]);
  });

  it('takes a copied curl of a request, which names no origin, and refuses a copied publish as the copy says', async () => {
    const server = await startDevServer();
    const json: readonly (readonly [string, string])[] = [['Content-Type', 'application/json']];
    const write = { method: 'POST', url: `${server.origin}/api/todos`, body: `{"title":"Bob's milk"}`, headers: json };
    expect(await curl(write)).toMatchObject({ title: "Bob's milk" });
    const data = { method: 'DELETE', body: {} };
    const body = JSON.stringify([{ channel: '/api/todos', data }]);
    const [refused] = (await curl({ method: 'POST', url: `${server.origin}/faye`, body, headers: json })) as object[];
    expect(refused).toMatchObject({ successful: false, error: '403:/api/todos:Only the server publishes here' });
    expect(publishLine('/api/todos', data, true)).toContain('403, because only the server publishes');
  });

  it('does not talk to pages of other origins', async () => {
    const server = await startDevServer();
    const evil = { origin: 'https://evil.example' };
    await expect(websocket(server.origin, evil)).rejects.toThrow('403');
    await expect(handshake(longPolling(server.origin, evil))).rejects.toThrow('403');
    expect((await server.request('POST', '/api/todos', { title: 'a' }, evil)).status).toBe(403);
  });
});
