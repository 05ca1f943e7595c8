import { describe, expect, it } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

function connectionsOf(story: string) {
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  return session.connections.all();
}

describe('connections', () => {
  it('count a socket’s messages both ways, and know its session', () => {
    const [socket] = connectionsOf(`
      wire opened ws://localhost/faye
      wire sent /meta/handshake id=1
      wire reply /meta/handshake id=1 clientId=k1
      wire sent /meta/connect id=2 clientId=k1
      wire received POST 7
    `);
    expect(socket).toMatchObject({
      id: 'w1',
      transport: 'websocket',
      url: 'ws://localhost/faye',
      earlier: false,
      clientId: 'k1',
      handshakes: 1,
      connects: 1,
      sent: { messages: 2 },
      received: { messages: 2 },
      up: true,
      first: 0,
      last: 4,
      openedAt: 1_000_010,
    });
    expect(socket?.sent.bytes).toBeGreaterThan(50);
  });

  it('go on with the socket that replaces one that closed, and tell when it was down', () => {
    const [socket, ...others] = connectionsOf(`
      wire opened ws://localhost/faye
      wire closed code=1006 clean=false after=1000
      wire opened ws://localhost/faye connection=w2 after=500
      wire received POST 7 connection=w2
    `);
    expect(others).toEqual([]);
    expect(socket?.intervals).toEqual([
      { up: true, from: 1_000_010, to: 1_001_010 },
      { up: false, from: 1_001_010, to: 1_001_510 },
      { up: true, from: 1_001_510, to: undefined },
    ]);
    expect(socket).toMatchObject({ received: { messages: 1 }, closed: undefined });
  });

  it('keep two open sockets to one place apart', () => {
    const two = 'wire opened ws://localhost/faye\nwire opened ws://localhost/faye connection=w2';
    expect(connectionsOf(two).map(({ id }) => id)).toEqual(['w1', 'w2']);
  });

  it('know the reason of a close, and a socket from before the capture', () => {
    expect(connectionsOf('wire closed code=1001 reason=bye')[0]).toMatchObject({
      earlier: true,
      up: false,
      closed: { code: 1001, reason: 'bye' },
    });
  });

  it('see one line in a client that asks by polls and is told by an event stream, at the place of the polls', () => {
    const poll = (n: number) => `transport=long-polling connection=p${n}`;
    const story = `
      wire sent /meta/handshake id=1 url=/faye ${poll(1)}
      wire reply /meta/handshake id=1 clientId=k1 ${poll(1)}
      wire opened http://a.test/faye/k1 transport=eventsource connection=e1
      wire received POST 7 transport=eventsource connection=e1
      wire received PUT 7 transport=eventsource connection=e1
    `;
    const [line, ...others] = connectionsOf(story);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ url: '/faye', transport: 'eventsource', clientId: 'k1', up: true });
    expect(line?.received.messages).toBe(3);
    const [polls] = connectionsOf(`${story}\nwire closed transport=eventsource connection=e1`);
    expect(polls).toMatchObject({ url: '/faye', transport: 'long-polling', up: true, closed: undefined });
  });

  it('see one line in an event stream whose polls nobody saw', () => {
    const [line, ...others] = connectionsOf(`
      wire opened http://a.test/faye/k1 transport=eventsource connection=e1
      wire closed transport=eventsource connection=e1
      wire opened http://a.test/faye/k1 transport=eventsource connection=e2
      wire closed transport=eventsource connection=e2
    `);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ url: 'http://a.test/faye/k1', transport: 'eventsource', up: false });
  });

  it('see one line in all exchanges of a polling client, also when it has to shake hands again', () => {
    const poll = (n: number) => `transport=long-polling connection=p${n} url=/faye`;
    const lines = connectionsOf(`
      wire sent /meta/handshake id=1 ${poll(1)}
      wire reply /meta/handshake id=1 clientId=k1 transport=long-polling connection=p1
      wire sent /meta/connect id=2 clientId=k1 ${poll(2)}
      wire failed reason=timeout transport=long-polling connection=p2
      wire sent /meta/connect id=3 clientId=k1 ${poll(3)}
      wire reply /meta/connect id=3 clientId=k1 successful=false transport=long-polling connection=p3
      wire sent /meta/handshake id=4 ${poll(4)}
      wire reply /meta/handshake id=4 clientId=k2 transport=long-polling connection=p4
    `);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ clientId: 'k2', handshakes: 2, connects: 2, failures: 1, up: true });
  });
});
