import { describe, expect, it } from 'vitest';
import { foundOf } from './kinds.ts';

const HELLO = `
  load http://localhost:3000/
  wire sent /meta/handshake id=1
  wire reply /meta/handshake id=1 clientId=k1
  wire sent /meta/subscribe /api/todos id=2 clientId=k1
  wire reply /meta/subscribe /api/todos id=2 clientId=k1`;

describe('messages out of order', () => {
  it('are known by a number after a higher one', () => {
    expect(foundOf('out-of-order', `${HELLO}\nwire received PUT 7 seq=2\nwire received POST 7 seq=1`)).toEqual([
      'info present /api/todos',
    ]);
  });

  it('are none where numbers rise, with gaps or without', () => {
    expect(foundOf('out-of-order', `${HELLO}\nwire received PUT 7 seq=2\nwire received POST 8 seq=9`)).toEqual([]);
  });

  it('are none on two channels that each count for themselves', () => {
    const story = `${HELLO}\nwire received PUT 7 seq=9\nwire received POST 7 seq=1 channel=/api/notes`;
    expect(foundOf('out-of-order', story)).toEqual([]);
  });
});

describe('a message that the server sends twice', () => {
  it('has the same number', () => {
    const story = `${HELLO}\nwire received PUT 7 seq=2\nwire received PUT 7 seq=2`;
    expect(foundOf('server-duplicate', story)).toEqual(['info present /api/todos']);
    expect(foundOf('out-of-order', story)).toEqual([]);
  });

  it('is none where it really sent two', () => {
    expect(foundOf('server-duplicate', `${HELLO}\nwire received PUT 7 seq=2\nwire received PUT 7 seq=3`)).toEqual([]);
  });

  it('is none where one number stands on two documents: then the server counts from the beginning', () => {
    const story = `${HELLO}\nwire received PUT 7 seq=2\nwire received PUT 8 seq=2`;
    expect(foundOf('server-duplicate', story)).toEqual([]);
  });

  it('is none where two clients hear it', () => {
    const story = `${HELLO}\nwire received PUT 7 seq=2\nwire received PUT 7 seq=2 connection=w2`;
    expect(foundOf('server-duplicate', story)).toEqual([]);
  });
});

describe('a publish that is retried', () => {
  const PUBLISH = 'wire sent /chat id=8 clientId=k1 data={"text":"hello"}';

  it('has the number and the data of one that was sent', () => {
    expect(foundOf('retried-publish', `${HELLO}\n${PUBLISH}\n${PUBLISH}`)).toEqual(['warning unsure /chat']);
  });

  it('is none with another number', () => {
    expect(foundOf('retried-publish', `${HELLO}\n${PUBLISH}\n${PUBLISH.replace('id=8', 'id=9')}`)).toEqual([]);
  });

  it('is none where a client begins to count again, with other data', () => {
    expect(foundOf('retried-publish', `${HELLO}\n${PUBLISH}\n${PUBLISH.replace('hello', 'good-bye')}`)).toEqual([]);
  });
});

describe('a message that a collection hears twice', () => {
  const ONCE = `${HELLO}
    added todos /api/todos size=0 models=[]
    wire received POST 7 seq=1
    message POST 7 seq=1`;

  it('came once, and was heard by two callbacks', () => {
    expect(foundOf('callback-fan-out', `${ONCE}\nmessage POST 7 seq=1`)).toEqual(['warning present /api/todos']);
  });

  it('is none where it came twice', () => {
    expect(foundOf('callback-fan-out', `${ONCE}\nwire received POST 7 seq=1\nmessage POST 7 seq=1`)).toEqual([]);
  });

  it('is none where two collections hear it', () => {
    const other = 'added done /api/todos source=s2 size=0 models=[]\nmessage POST 7 seq=1 source=s2';
    expect(foundOf('callback-fan-out', `${ONCE}\n${other}`)).toEqual([]);
  });
});

describe('a large message', () => {
  const large = (length: number) => `${HELLO}\nwire received POST 7 text="${'x'.repeat(length)}"`;

  it('is one beyond 256 KB', () => {
    expect(foundOf('oversized-message', large(270_000))).toEqual(['info present /api/todos']);
  });

  it('is none just below', () => {
    expect(foundOf('oversized-message', large(255_000))).toEqual([]);
  });

  it('is none where a frame of many messages is large', () => {
    const message = `{"channel":"/api/todos","data":{"method":"POST","body":{"id":1,"text":"${'x'.repeat(9_000)}"}}}`;
    const frame = `wire frame [${Array.from({ length: 40 }, () => message).join(',')}]`;
    expect(foundOf('oversized-message', `${HELLO}\n${frame}`)).toEqual([]);
  });
});

describe('a channel that brings many messages', () => {
  const second = (count: number) =>
    Array.from({ length: count }, () => `wire received PUT 7 after=${1_000 / count}`).join('\n');
  const seconds = (n: number, count: number) => Array.from({ length: n }, () => second(count)).join('\n');

  it('does so for five seconds in a row', () => {
    expect(foundOf('chatty-channel', `${HELLO}\n${seconds(7, 80)}`)).toEqual(['info present /api/todos']);
  });

  it('does not in a short burst, or at a slower pace', () => {
    expect(foundOf('chatty-channel', `${HELLO}\n${seconds(3, 200)}\n${seconds(4, 10)}`)).toEqual([]);
    expect(foundOf('chatty-channel', `${HELLO}\n${seconds(8, 40)}`)).toEqual([]);
  });

  it('is over when it calms down', () => {
    expect(foundOf('chatty-channel', `${HELLO}\n${seconds(7, 80)}\n${seconds(3, 10)}`)).toEqual([
      'info resolved /api/todos',
    ]);
  });
});

describe('a push that is slow', () => {
  const story = (after: number, crid = 'a') => `${HELLO}
    added todos /api/todos size=0 models=[]
    request c1 create /api/todos crid=a
    response c1 create 201 id=7
    wire received POST 7 seq=1 crid=${crid} after=${after}`;

  it('comes more than a second after the response', () => {
    expect(foundOf('slow-push', story(1_500))).toEqual(['info present /api/todos']);
  });

  it('is none within a second', () => {
    expect(foundOf('slow-push', story(900))).toEqual([]);
  });

  it('is none where the message is about another request', () => {
    expect(foundOf('slow-push', story(1_500, 'b'))).toEqual([]);
  });

  it('is said of a response that comes long after the message, too', () => {
    const late = `${HELLO}
      added todos /api/todos size=0 models=[]
      request c1 create /api/todos crid=a
      wire received POST 7 seq=1 crid=a
      response c1 create 201 id=7 after=2000`;
    expect(foundOf('slow-push', late)).toEqual(['info present /api/todos']);
  });
});

describe('one request id on several documents', () => {
  const FIRST = `${HELLO}\nwire received POST 7 seq=1 crid=a`;

  it('is a warning', () => {
    expect(foundOf('several-documents-one-request', `${FIRST}\nwire received PUT 8 seq=2 crid=a`)).toEqual([
      'warning present /api/todos',
    ]);
  });

  it('is none on two messages of one document', () => {
    expect(foundOf('several-documents-one-request', `${FIRST}\nwire received PUT 7 seq=2 crid=a`)).toEqual([]);
  });

  it('is none where the other has an id of its own', () => {
    expect(foundOf('several-documents-one-request', `${FIRST}\nwire received PUT 8 seq=2 crid=b`)).toEqual([]);
  });
});

describe('a replay that is refused', () => {
  const REFUSED = `${HELLO}
    wire sent /meta/subscribe /event/Order id=3 clientId=k1 ext={"replay":{"/event/Order":5}}
    wire reply /meta/subscribe /event/Order id=3 clientId=k1 successful=false error="400::The\\u0020replayId\\u00205\\u0020is\\u0020invalid"`;

  it('is an error on the channel', () => {
    expect(foundOf('replay-refused', REFUSED)).toEqual(['error present /event/Order']);
  });

  it('is over when the stream is subscribed to from elsewhere', () => {
    expect(foundOf('replay-refused', `${REFUSED}\nwire reply /meta/subscribe /event/Order id=4 clientId=k1`)).toEqual([
      'error resolved /event/Order',
    ]);
  });

  it('is none where something else is wrong', () => {
    expect(foundOf('replay-refused', REFUSED.replace('The\\u0020replayId', 'Forbidden'))).toEqual([]);
  });
});
