import faye, { type Client, type ServerHook } from 'faye';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../extension/core/protocol/events.ts';
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
  await server.disconnect();
});

afterAll(() => server.close());

function watched(client: Client, stack?: string) {
  const tap = { ...gatheringTap(), stack: () => stack };
  const { watch, undo, ...rest } = tapFaye(tap, {}, { seen: allSeen });
  undoes.push(undo);
  watch(client);
  return { tap, undo, ...rest };
}

/** What was reported of subscriptions, as `subscribe /a 1`. */
function told(reports: Report[]): string[] {
  return reports.flatMap((report) => {
    if (report.layer !== 'faye') return [];
    switch (report.kind) {
      case 'subscribe':
      case 'unsubscribe':
        return [`${report.kind} ${report.channel} ${report.handlers}`];
      case 'subscribed':
        return [`subscribed ${report.channel} ${report.ok ? 'ok' : report.error}`];
      case 'holds':
        return [`holds ${JSON.stringify(report.channels)} ${report.extensions}`];
      default:
        return [];
    }
  });
}

/** Has the server refuse a channel until the undo is called. */
function refusing(channel: string): () => void {
  const incoming: ServerHook = (message, _request, callback) => {
    const refused = message.channel === '/meta/subscribe' && message.subscription === channel;
    callback(refused ? { ...message, error: `403:${channel}:No` } : message);
  };
  const extension = { incoming };
  server.bayeux.addExtension(extension);
  return () => server.bayeux.removeExtension(extension);
}

describe('what a Faye client was asked for, and what it holds', () => {
  it('tells the application’s calls, what the client came to hold, and what the application was told', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    const first = client.subscribe('/a', () => {});
    await first;
    await client.subscribe('/a', () => {});
    await vi.waitFor(() => expect(told(tap.reports)).toHaveLength(7));
    first.cancel();
    expect(told(tap.reports)).toEqual([
      'holds {} 0',
      'subscribe /a 1',
      'holds {"/a":1} 0',
      'subscribed /a ok',
      'subscribe /a 2',
      'holds {"/a":2} 0',
      'subscribed /a ok',
      'unsubscribe /a 1',
      'holds {"/a":1} 0',
    ]);
  });

  it('tells a refusal with its reason, and that nothing is held', async () => {
    const undo = refusing('/no');
    const client = server.newClient();
    const { tap } = watched(client);
    await expect(client.subscribe('/no', () => {})).rejects.toMatchObject({ code: 403 });
    undo();
    expect(told(tap.reports)).toEqual([
      'holds {} 0',
      'subscribe /no 1',
      'holds {"/no":1} 0',
      'holds {"/no":0} 0',
      'subscribed /no No',
    ]);
  });

  it('tells outcomes without asking a subscription for a promise, once its class is known', async () => {
    const undoRefusal = refusing('/no');
    const client = server.newClient();
    const { tap, undo } = watched(client);
    for (const channel of ['/first', '/first', '/a']) await client.subscribe(channel, () => {});
    const accepted = client.subscribe('/b', () => {});
    const refused = client.subscribe('/no', () => {});
    expect([accepted, refused].map((subscription) => Object.hasOwn(subscription, '_promise'))).toEqual([false, false]);
    await accepted;
    await expect(refused).rejects.toMatchObject({ code: 403 });
    undoRefusal();
    expect(told(tap.reports).filter((line) => line.startsWith('subscribed'))).toEqual([
      'subscribed /first ok',
      'subscribed /first ok',
      'subscribed /a ok',
      'subscribed /b ok',
      'subscribed /no No',
    ]);
    const prototype: object = Object.getPrototypeOf(accepted);
    const watching: unknown = Reflect.get(prototype, 'setDeferredStatus');
    undo();
    expect(Reflect.get(prototype, 'setDeferredStatus')).not.toBe(watching);
  });

  it('shows a ghost: asked for and held, though the server refused to renew it in a new session', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    await client.subscribe('/ghost', () => {});
    const undo = refusing('/ghost');
    const inside = client as unknown as { _handleAdvice(advice: object): void; _state: number };
    inside._handleAdvice({ reconnect: 'handshake' });
    inside._handleAdvice({ reconnect: 'retry' });
    const states = () => tap.reports.flatMap((report) => (report.kind === 'state' ? [report.clientId] : []));
    await vi.waitFor(() => expect(new Set(states().filter(Boolean)).size).toBe(2));
    await client.publish('/other', 1);
    undo();
    expect(told(tap.reports)).toEqual([
      'holds {} 0',
      'subscribe /ghost 1',
      'holds {"/ghost":1} 0',
      'subscribed /ghost ok',
    ]);
  });

  it('takes each of several channels for a call of its own', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    client.subscribe(['/a', '/b'], () => {});
    expect(told(tap.reports).slice(1)).toEqual(['subscribe /a 1', 'subscribe /b 1']);
  });

  it('counts the page’s extensions as they come and go, and adds none', () => {
    const client = server.newClient();
    const { tap } = watched(client);
    const extension = {};
    client.addExtension(extension);
    client.removeExtension(extension);
    expect(told(tap.reports)).toEqual(['holds {} 0', 'holds {} 1', 'holds {} 0']);
  });

  it('reports each of many subscriptions once, and of nothing that was told before', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    await Promise.all(Array.from({ length: 300 }, (_, n) => client.subscribe(`/many/${n}`, () => {})));
    const changes = tap.reports.flatMap((report) =>
      report.kind === 'holds' && report.table === 'change' ? Object.entries(Object(report.channels)) : [],
    );
    expect(changes.sort()).toEqual(Array.from({ length: 300 }, (_, n) => [`/many/${n}`, 1]).sort());
  });

  it('looks at what a client holds once that has changed, and not when it is asked for', async () => {
    const client = server.newClient();
    await client.subscribe('/a', () => {});
    const tasks: (() => void)[] = [];
    const tap = { ...gatheringTap(), later: (work: () => void) => void tasks.push(work) };
    const { watch, undo } = tapFaye(tap, {}, { seen: allSeen });
    undoes.push(undo);
    watch(client);
    const subscription = client.subscribe('/b', () => {});
    expect(tasks.length).toBe(0);
    await subscription;
    await client.subscribe('/a', () => {});
    expect(tasks.length).toBe(1);
    tasks.shift()?.();
    expect(told(tap.reports).filter((line) => line.startsWith('holds'))).toEqual([
      'holds {"/a":1} 0',
      'holds {"/b":1,"/a":2} 0',
    ]);
  });

  it('tells a long table in pieces, a task each, with what changes meanwhile', async () => {
    const client = server.newClient();
    const subscriptions = Array.from({ length: 1_200 }, (_, n) => client.subscribe(`/many/${n}`, () => {}));
    await subscriptions.at(-1);
    const tasks: (() => void)[] = [];
    const tap = { ...gatheringTap(), later: (work: () => void) => void tasks.push(work) };
    const { watch, undo } = tapFaye(tap, {}, { seen: allSeen });
    undoes.push(undo);
    watch(client);
    const tables = () =>
      tap.reports.flatMap((report) =>
        report.kind === 'holds' ? [[report.table, Object.keys(Object(report.channels)).length]] : [],
      );
    expect(tables()).toEqual([['begin', 500]]);
    subscriptions[1_100]?.cancel();
    await client.subscribe('/new', () => {});
    while (tasks.length > 0) tasks.shift()?.();
    expect(tables()).toEqual([
      ['begin', 500],
      ['middle', 500],
      ['change', 1],
      ['end', 200],
    ]);
    const end = tap.reports.findLast(({ kind }) => kind === 'holds');
    expect(end).toMatchObject({ channels: { '/many/1100': 0, '/many/1199': 1 } });
  });

  it('reports a client that has let go of all at once', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    await client.subscribe('/a', () => {});
    await client.disconnect();
    expect(told(tap.reports).at(-1)).toBe('holds {} 0');
  });

  it('knows the handlers that a client had before', async () => {
    const client = server.newClient();
    const early = client.subscribe('/a', () => {});
    await early;
    const { tap } = watched(client);
    await client.subscribe('/a', () => {});
    early.cancel();
    expect(told(tap.reports)).toEqual([
      'holds {"/a":1} 0',
      'subscribe /a 2',
      'holds {"/a":2} 0',
      'subscribed /a ok',
      'unsubscribe /a 1',
      'holds {"/a":1} 0',
    ]);
  });

  it('says where a subscription was asked for, when it is asked', () => {
    const client = server.newClient();
    const { tap } = watched(client, 'at todos.js:7');
    client.subscribe('/a', () => {});
    expect(tap.reports).toContainEqual(expect.objectContaining({ kind: 'subscribe', stack: 'at todos.js:7' }));
  });

  it('tells the connection’s state when it changes, with clientId and transport', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    await client.subscribe('/a', () => {});
    await client.publish('/a', 1);
    await client.disconnect();
    const [first] = tap.reports;
    const states = tap.reports.flatMap((report) =>
      first?.kind === 'client' && report.kind === 'state' && 'clientId' in report && report.client === first.client
        ? [`${report.state} ${report.clientId ? 'id' : '-'} ${report.transport ?? '-'}`]
        : [],
    );
    expect(states[0]).toBe('connected id long-polling');
    expect(states).toContain('connected id websocket');
    expect(states.at(-1)).toMatch(/^disconnected id/);
    expect(new Set(states).size).toBe(states.length);
  });

  it('reports every client again when asked to describe', () => {
    const { tap, describe: tellAgain } = watched(server.newClient());
    const before = tap.kinds();
    tellAgain();
    expect(tap.kinds()).toEqual([...before, ...before]);
  });

  it('names the channels it learns of, with what the handler is called on', async () => {
    const early = server.newClient();
    const list = { take() {} };
    await early.subscribe('/early', list.take, list);
    const channels: unknown[] = [];
    const tap = gatheringTap();
    const onChannel = (channel: string, context: unknown) => void channels.push([channel, context]);
    const { watch, undo } = tapFaye(tap, {}, { onChannel });
    undoes.push(undo);
    watch(early);
    early.subscribe('/late', list.take, list);
    expect(channels).toEqual([
      ['/early', list],
      ['/late', list],
    ]);
  });
});

describe('what the page cannot notice', () => {
  it('returns the very Subscription, with nothing on it that Faye does not put there itself', async () => {
    const client = server.newClient();
    const subscribe = vi.spyOn(client, 'subscribe');
    const plain = client.subscribe('/plain', () => {});
    await plain;
    subscribe.mockRestore();
    const { tap } = watched(client);
    const subscription = client.subscribe('/a', () => {});
    await subscription;
    expect(Object.getPrototypeOf(subscription)).toBe(Object.getPrototypeOf(plain));
    expect(Object.keys(subscription).sort()).toEqual(Object.keys(plain).sort());
    expect(tap.kinds()).toContain('faye/subscribed');
  });

  it('leaves a refusal that nobody handles as silent as Faye leaves it', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const undo = refusing('/no');
    const client = server.newClient();
    const { tap } = watched(client);
    client.subscribe('/no', () => {});
    await vi.waitFor(() => expect(tap.kinds()).toContain('faye/subscribed'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    undo();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('sends no message more', async () => {
    const seen: string[] = [];
    const incoming: ServerHook = (message, _request, callback) => {
      if (message.channel !== '/meta/connect') seen.push(message.channel);
      callback(message);
    };
    const extension = { incoming };
    server.bayeux.addExtension(extension);
    const story = async (client: Client) => {
      seen.length = 0;
      const subscription = client.subscribe('/a', () => {});
      await subscription;
      subscription.cancel();
      await client.publish('/a', 1);
      return [...seen];
    };
    const without = await story(server.newClient());
    const client = server.newClient();
    watched(client);
    expect(await story(client)).toEqual(without);
    server.bayeux.removeExtension(extension);
  });

  it('is silent about messages whose frames the wire tap has told', async () => {
    const client = server.newClient();
    const { tap } = watched(client);
    const heard = vi.fn();
    await client.subscribe('/a', heard);
    await client.publish('/a', 1);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(tap.kinds()).not.toContain('faye/received');
    expect(tap.kinds()).not.toContain('faye/sent');
  });

  it('throws what a handler of the page throws', () => {
    const tap = gatheringTap();
    const { undo, watch } = tapFaye(tap, { Faye: faye });
    undoes.push(undo);
    const client = server.newClient();
    watch(client);
    const thrown = new Error('the page’s own');
    const extension = {
      incoming() {
        throw thrown;
      },
    };
    client.addExtension(extension);
    const inside = client as unknown as { _receiveMessage(message: object): void };
    expect(() => inside._receiveMessage({ channel: '/a', data: 1 })).toThrow(thrown);
    expect(() => inside._receiveMessage({ channel: '/meta/connect', successful: true })).toThrow(thrown);
    client.removeExtension(extension);
  });
});
