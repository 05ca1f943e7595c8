import type { CometD } from 'cometd';
import { JSDOM } from 'jsdom';
import { Schema } from 'mongoose';
import { expect, it, onTestFinished, vi } from 'vitest';
import { cometdClient, LiveCollection } from '../../devserver/live-collection/index.ts';
import { testConnection } from '../live-resource/database.ts';
import { serveResource } from '../live-resource/resource-server.ts';
import { waitFor } from '../support/wait-for.ts';

const connection = testConnection('cometd_client');
const Note = connection.model('Note', new Schema({ text: String }));

/** CometD's own client in a page of the server's, which has one transport. */
async function cometdOf(origin: string, transport: string): Promise<CometD> {
  const { window } = new JSDOM('<head></head>', { url: `${origin}/`, runScripts: 'dangerously', resources: 'usable' });
  vi.stubGlobal('window', window);
  vi.stubGlobal('XMLHttpRequest', window.XMLHttpRequest);
  const { CometD } = await import('cometd');
  const cometd = new CometD();
  for (const type of cometd.getTransportTypes()) if (type !== transport) cometd.unregisterTransport(type);
  cometd.configure({ url: `${origin}/faye`, logLevel: 'warn' });
  onTestFinished(async () => {
    await new Promise<void>((resolve) => cometd.disconnect(() => resolve()));
    window.close();
    vi.unstubAllGlobals();
  });
  return cometd;
}

it.each(['websocket', 'long-polling', 'callback-polling'])(
  'CometD by %s is a client: heard, forgotten, heard again, disposed of',
  async (transport) => {
    await Note.deleteMany({});
    const { origin, bayeux } = await serveResource(Note, {});
    const cometd = await cometdOf(origin, transport);
    cometd.handshake();
    const acknowledged = new Promise((resolve) => {
      cometd.addListener('/meta/subscribe', resolve);
    });
    const Notes = LiveCollection.extend({ url: '/api/notes', client: cometdClient(cometd) });
    const notes = new Notes();
    notes.listen();
    const fetched = vi.fn((_method: string, collection: { trigger(name: string): void }) => {
      void collection;
    });
    Object.assign(notes, { sync: fetched });
    await waitFor('the subscription', () => notes.listening);
    await acknowledged;
    const note = await Note.create({ text: 'one' });
    await waitFor('a create', () => notes.pluck('text').includes('one'));
    await note.set({ text: 'two' }).save();
    await waitFor('an update', () => notes.pluck('text').includes('two'));

    const asked = fetched.mock.calls.length;
    const { _server } = bayeux as unknown as { _server: { _engine: { destroyClient(id: string): void } } };
    _server._engine.destroyClient(cometd.getClientId() ?? '');
    await waitFor('a resync in the new session', () => fetched.mock.calls.length > asked);
    await Note.create({ text: 'three' });
    await waitFor('a create in the new session', () => notes.pluck('text').includes('three'));

    notes.dispose();
    expect(notes.listening).toBe(false);
  },
  20_000,
);
