import faye from 'faye';
import faye08 from 'faye-0.8';
import faye10 from 'faye-1.0';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { tapFaye } from '../../extension/page/taps/faye/faye.ts';
import { allSeen } from '../support/all-seen.ts';
import { type FayeServer, startFaye } from './faye-server.ts';
import { gatheringTap } from './gathering-tap.ts';

let server: FayeServer;
const undoes: (() => void)[] = [];

beforeAll(async () => {
  server = await startFaye();
});
afterEach(async () => {
  for (const undo of undoes.splice(0)) undo();
});
afterAll(() => server.close());

/** The oldest that applications have, one before handlers became subscriptions, and today's. */
const versions = { '0.8': faye08, '1.0': faye10, '1.4': faye } as unknown as Record<string, typeof faye>;

describe.each(Object.entries(versions))('a client of Faye %s', (_version, { Client }) => {
  /** A client that holds a channel already, on behalf of something. */
  async function holding() {
    const client = new Client(server.url);
    client.disable('websocket');
    undoes.push(() => void client.disconnect());
    const context = { name: 'a list' };
    const acknowledged = vi.fn();
    (client.subscribe('/early', () => {}, context) as unknown as { callback(done: () => void): void }).callback(
      acknowledged,
    );
    await vi.waitFor(() => expect(acknowledged).toHaveBeenCalled());
    const channels: [string, unknown][] = [];
    const tap = gatheringTap();
    const onChannel = (channel: string, of: unknown) => void channels.push([channel, of]);
    const { undo, watch } = tapFaye(tap, {}, { seen: allSeen, onChannel });
    undoes.push(undo);
    watch(client);
    return { client, tap, context, channels };
  }

  it('is read where it is met late: address, session, state, transport, what it holds and for whom', async () => {
    const { tap, context, channels } = await holding();
    expect(tap.reports).toMatchObject([
      { kind: 'client', endpoint: server.url },
      { kind: 'state', state: 'connected', clientId: expect.stringMatching(/./), transport: 'long-polling' },
      { kind: 'holds', channels: { '/early': 1 } },
    ]);
    expect(channels).toEqual([['/early', context]]);
  });

  it('is followed from then on: what it is asked for, holds, and lets go of', async () => {
    const { client, tap } = await holding();
    client.subscribe('/late', () => {});
    await vi.waitFor(() =>
      expect(tap.reports).toContainEqual(expect.objectContaining({ kind: 'subscribed', ok: true })),
    );
    expect(tap.reports).toContainEqual(expect.objectContaining({ kind: 'holds', channels: { '/late': 1 } }));
    const { unsubscribe } = client as unknown as { unsubscribe(channel: string): void };
    const before = tap.reports.length;
    unsubscribe.call(client, '/early');
    await vi.waitFor(() => expect(tap.reports.length).toBeGreaterThan(before + 1));
    expect(tap.reports.slice(before)).toEqual([
      expect.objectContaining({ kind: 'unsubscribe', channel: '/early', handlers: 0 }),
      expect.objectContaining({ kind: 'holds', channels: { '/early': 0 } }),
    ]);
  });
});

it('says nothing of what a client holds that cannot be read', () => {
  const tap = gatheringTap();
  const { watch, undo } = tapFaye(tap, {}, { seen: allSeen });
  const strange = { addExtension() {}, removeExtension() {}, subscribe() {} };
  watch(strange);
  strange.subscribe();
  undo();
  expect(tap.kinds()).toEqual(['faye/client']);
});
