import { describe, expect, it } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { mismatchesOf } from '../../../extension/core/subscriptions/subscription.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

function subscriptionsOf(story: string) {
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  return session.subscriptions.all();
}

/** `/a asked 1, held 1, acknowledged: mismatches` */
function told(story: string): string[] {
  return subscriptionsOf(story).map((subscription) => {
    const { channel, asked, held, server } = subscription;
    return `${channel} asked ${asked ?? '?'}, held ${held ?? '?'}, ${server}: ${mismatchesOf(subscription).join(' ')}`.trim();
  });
}

const FAYE = `
  faye client endpoint=/faye
  faye subscribe /api/todos handlers=1
  wire sent /meta/handshake id=1
  wire reply /meta/handshake id=1 clientId=k1
  faye state state=connected clientId=k1 transport=websocket
  wire sent /meta/subscribe /api/todos id=2 clientId=k1
  faye holds channels={"/api/todos":1} extensions=1
`;

/** What a client sends, or a server answers, that subscribes to so many channels in one task. */
function manyAtOnce(count: number, seq: number, kind: 'sent' | 'received') {
  const answer = kind === 'sent' ? {} : { successful: true };
  const messages = Array.from({ length: count }, (_, n) => ({
    channel: '/meta/subscribe',
    id: `s${n}`,
    clientId: 'k1',
    subscription: `/c/${n}`,
    ...answer,
  }));
  const text = JSON.stringify(messages);
  const event = { load: 'd1', seq, at: seq, layer: 'wire', kind, connection: 'w1', transport: 'websocket' } as const;
  return { ...event, text, bytes: text.length };
}

describe('subscriptions', () => {
  it.each([900, 3_000])('know what %s were answered in one frame', (count) => {
    const session = createSession({ maxBytes: 64_000_000, reader: 'panel' });
    session.open([manyAtOnce(count, 1, 'sent'), manyAtOnce(count, 2, 'received')]);
    const all = session.subscriptions.all();
    expect(new Set(all.map(({ server }) => server))).toEqual(new Set(['acknowledged']));
    expect(all.length + session.subscriptions.leftOut()).toBe(count);
  });

  it('put what the application asked, the client holds and the server acknowledged side by side', () => {
    const story = `${FAYE}
      wire reply /meta/subscribe /api/todos id=2 clientId=k1
      wire received POST 7 seq=1
      wire received PUT 7 seq=2
    `;
    expect(told(story)).toEqual(['/api/todos asked 1, held 1, acknowledged:']);
    const [subscription] = subscriptionsOf(story);
    expect(subscription).toMatchObject({
      client: 'f1',
      clientId: 'k1',
      transport: 'websocket',
      messages: 2,
      lastAt: 1_000_100,
      since: 1_000_020,
      answeredAt: 1_000_080,
    });
    expect(subscription?.rate.upTo(1_000_500).at(-1)).toBe(2);
  });

  it('wait for the answer, and tell a refusal with its reason', () => {
    expect(told(FAYE)).toEqual(['/api/todos asked 1, held 1, pending:']);
    const refused = `${FAYE}\nwire reply /meta/subscribe /api/todos id=2 clientId=k1 successful=false error=403::No`;
    expect(told(refused)).toEqual(['/api/todos asked 1, held 1, refused: held-not-acknowledged']);
    expect(subscriptionsOf(refused)[0]).toMatchObject({ error: '403::No', errors: 1 });
  });

  it('remember the events that made each of the three what it is, also those reported under another name of the client', () => {
    const steps = (story: string) =>
      subscriptionsOf(story)[0]?.steps.map(({ who, said, event, error }) =>
        `${event} ${who} ${said} ${error ?? ''}`.trim(),
      );
    expect(
      steps(`${FAYE}
        faye holds channels={"/api/todos":1} extensions=1
        wire reply /meta/subscribe /api/todos id=2 clientId=k1 successful=false error=403::No
        faye unsubscribe /api/todos handlers=0
        faye holds channels={}
      `),
    ).toEqual([
      '1 application 1',
      '5 server pending',
      '6 client 1',
      '8 server refused 403::No',
      '9 application 0',
      '10 client 0',
    ]);
  });

  it('know the event of the last message, also one that came under another name of the client', () => {
    const early = 'wire received POST 7 connection=w9\nwire reply /meta/connect id=9 clientId=k1 connection=w9';
    expect(subscriptionsOf(`${FAYE}\n${early}`)[0]).toMatchObject({ messages: 1, lastEvent: 7 });
  });

  it('know the event of the last message of several', () => {
    const [subscription] = subscriptionsOf(`${FAYE}\nwire received POST 7 seq=1\nwire received PUT 7 seq=2`);
    expect(subscription?.lastEvent).toBe(8);
  });

  it('lapse with a new session, until they are acknowledged in it', () => {
    const again = `${FAYE}
      wire reply /meta/subscribe /api/todos id=2 clientId=k1
      wire sent /meta/handshake id=3
      wire reply /meta/handshake id=3 clientId=k2
      faye state state=connected clientId=k2
    `;
    expect(told(again)).toEqual(['/api/todos asked 1, held 1, lapsed: held-not-acknowledged']);
    const renewed = `${again}
      wire sent /meta/subscribe /api/todos id=4 clientId=k2
      wire reply /meta/subscribe /api/todos id=4 clientId=k2
    `;
    expect(told(renewed)).toEqual(['/api/todos asked 1, held 1, acknowledged:']);
  });

  it('follow a polling client through its exchanges', () => {
    const polling = FAYE.replaceAll('wire', 'wire connection=p1 transport=long-polling');
    const story = `${polling}
      wire sent /meta/connect id=3 clientId=k1 connection=p2 transport=long-polling
      wire reply /meta/subscribe /api/todos id=2 clientId=k1 connection=p2 transport=long-polling
      wire received POST 7 connection=p2 transport=long-polling
    `;
    expect(told(story)).toEqual(['/api/todos asked 1, held 1, acknowledged:']);
    expect(subscriptionsOf(story)[0]).toMatchObject({ messages: 1, transport: 'long-polling' });
  });

  it('know what a client of another make did not say', () => {
    expect(
      told(`
        wire sent /meta/subscribe /a id=2 clientId=k1
        wire reply /meta/subscribe /a id=2 clientId=k1
        wire sent /meta/unsubscribe /a id=3 clientId=k1
        wire reply /meta/unsubscribe /a id=3 clientId=k1
      `),
    ).toEqual(['/a asked ?, held ?, ended:']);
  });

  it('mark what the client lost, and what the server sends to nobody', () => {
    expect(
      told(`${FAYE}
        wire reply /meta/subscribe /api/todos id=2 clientId=k1
        faye holds channels={} extensions=1
      `),
    ).toEqual(['/api/todos asked 1, held 0, acknowledged: asked-not-held acknowledged-not-held']);
  });

  it('count a message for its channel and for each pattern that covers it, and for no other', () => {
    const counted = subscriptionsOf(`
      wire sent /meta/subscribe /api/todos id=1 clientId=k1
      wire sent /meta/subscribe /api/* id=2 clientId=k1
      wire sent /meta/subscribe /** id=3 clientId=k1
      wire sent /meta/subscribe /other/* id=4 clientId=k1
      wire received POST 7
      wire received POST 8 channel=/api/lists
    `).map(({ channel, messages }) => `${channel} ${messages}`);
    expect(counted).toEqual(['/api/todos 1', '/api/* 2', '/** 2', '/other/* 0']);
  });

  it('show a channel whose subscription was before the capture', () => {
    expect(told('wire received POST 7')).toEqual(['/api/todos asked ?, held ?, unknown:']);
  });

  it('keep two clients of one document apart', () => {
    expect(
      told(`
        wire sent /meta/subscribe /a id=1 clientId=k1 connection=w1
        wire sent /meta/subscribe /a id=1 clientId=k2 connection=w2
        wire reply /meta/subscribe /a id=1 clientId=k2 connection=w2
      `),
    ).toEqual(['/a asked ?, held ?, pending:', '/a asked ?, held ?, acknowledged:']);
  });

  it('follow what changes in a client’s table, and a table that comes in pieces', () => {
    const story = `${FAYE}
      faye holds channels={"/b":1,"/c":2} table=change
    `;
    expect(told(story)).toEqual([
      '/api/todos asked 1, held 1, pending:',
      '/b asked ?, held 1, unknown:',
      '/c asked ?, held 2, unknown:',
    ]);
    const pieces = `${story}
      faye holds channels={"/b":1} table=begin
      faye holds channels={"/d":1} table=change
      faye holds channels={"/e":1} table=middle
    `;
    expect(told(pieces)).toContain('/c asked ?, held 2, unknown:');
    expect(told(`${pieces}\nfaye holds channels={"/f":1} table=end`)).toEqual([
      '/api/todos asked 1, held 0, pending: asked-not-held',
      '/b asked ?, held 1, unknown:',
      '/c asked ?, held 0, unknown:',
      '/d asked ?, held 1, unknown:',
      '/e asked ?, held 1, unknown:',
      '/f asked ?, held 1, unknown:',
    ]);
  });

  it('say nothing of what is not in the end of a table whose beginning was lost', () => {
    expect(told(`${FAYE}\nfaye holds channels={"/z":1} table=end`)).toContain('/api/todos asked 1, held 1, pending:');
  });

  it('count the channels that are too many, and find no mismatch in them', () => {
    const session = createSession({ maxBytes: 10_000_000, reader: 'panel' });
    const channels = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, k) => [`/many/${from + k}`, 1]));
    const holds = (held: object, table = '') => `faye holds channels=${JSON.stringify(held)} ${table}`;
    session.receive(
      batchOf(
        eventsOf(`
          ${holds(channels(0, 1_500), 'table=begin')}
          ${holds(channels(1_500, 2_001), 'table=end')}
          faye subscribe /many/1999 handlers=2
          faye holds channels={"/many/1999":2} table=change
        `),
      ),
    );
    const { subscriptions } = session;
    expect([subscriptions.all().length, subscriptions.leftOut()]).toEqual([1_000, 1_001]);
    expect(subscriptions.all().flatMap(mismatchesOf)).toEqual([]);
  });

  it('are over with their session: refused as unknown, advised to start over, or left', () => {
    const acknowledged = `${FAYE}\nwire reply /meta/subscribe /api/todos id=2 clientId=k1`;
    const bare = acknowledged.replaceAll(/^\s*faye .*$/gm, '');
    const [refused, advised, left] = [
      'wire reply /meta/connect id=3 clientId=k1 successful=false error="403::Unknown\\u0020client"',
      'wire reply /meta/connect id=3 clientId=k1 successful=false advice={"reconnect":"handshake"}',
      'wire reply /meta/disconnect id=3 clientId=k1',
    ];
    expect(told(`${bare}\n${refused}`)).toEqual(['/api/todos asked ?, held ?, lapsed:']);
    expect(told(`${bare}\n${advised}`)).toEqual(['/api/todos asked ?, held ?, lapsed:']);
    expect(told(`${bare}\n${left}`)).toEqual(['/api/todos asked ?, held ?, ended:']);
  });

  it('find no mismatch in what a client lets go of as it disconnects', () => {
    const leaving = `${FAYE}
      wire reply /meta/subscribe /api/todos id=2 clientId=k1
      wire sent /meta/disconnect id=3 clientId=k1
      faye state state=disconnected clientId=k1 transport=websocket
      faye holds channels={} extensions=0
    `;
    expect(told(leaving)).toEqual(['/api/todos asked 0, held 0, acknowledged:']);
    expect(told(`${leaving}\nwire reply /meta/disconnect id=3 clientId=k1`)).toEqual([
      '/api/todos asked 0, held 0, ended:',
    ]);
  });

  it('are those of one client, which polls and is told by an event stream', () => {
    const story = `
      wire sent /meta/subscribe /api/todos id=2 clientId=k1 connection=long-polling-1 transport=long-polling
      wire reply /meta/subscribe /api/todos id=2 clientId=k1 connection=long-polling-1 transport=long-polling
      wire opened http://localhost/faye/k1 connection=eventsource-1 transport=eventsource
      wire received POST 7 connection=eventsource-1 transport=eventsource
      wire sent /meta/connect id=3 clientId=k1 connection=long-polling-2 transport=long-polling
      wire received POST 8 connection=eventsource-1 transport=eventsource
    `;
    expect(subscriptionsOf(story)).toEqual([
      expect.objectContaining({ channel: '/api/todos', clientId: 'k1', transport: 'eventsource', messages: 2 }),
    ]);
  });
});
