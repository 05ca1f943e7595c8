import { describe, expect, it } from 'vitest';
import { MAX_ROWS } from '../../../extension/core/lanes/lane.ts';
import { allDrawn, drawn, lanesOfStory, onlyLane } from './lanes-of-story.ts';

const requests = (story: string) => drawn(onlyLane(lanesOfStory(story).lanes, 'request'));
const connection = (story: string) => drawn(onlyLane(lanesOfStory(story).lanes, 'connection'));
const channel = (story: string) => drawn(onlyLane(lanesOfStory(story).lanes, 'channel'));
const page = (story: string) => drawn(onlyLane(lanesOfStory(story).lanes, 'page'));
const collection = (story: string) => drawn(onlyLane(lanesOfStory(story).lanes, 'collection'));

describe('a request', () => {
  it('is a bar from its start to its response, in the tone of its outcome', () => {
    expect(
      requests(`
        request c1 create /api/todos
        response c1 create 201 id=7    after=30
        request c2 update /api/todos/7
        response c2 update 503
        request c3 update /api/todos/7
        response c3 update 0
      `),
    ).toEqual(['row 0: 10–40 ok, 50–60 failed, 70–80 aborted']);
  });

  it('over HTTP is one on a lane of its own: redirects are fine, an abort is no failure', () => {
    const { lanes } = lanesOfStory(`
      request c1 create /api/todos
      http request h1 POST /api/todos
      http response h1 304
      response c1 create 201 id=7
      http request h2 GET /api/todos
      http response h2 404
      http request h3 GET /api/todos
      http failed h3 abort
      http request h4 GET /api/todos
      http failed h4 timeout
    `);
    expect(allDrawn(lanes)).toEqual({
      'request Requests': ['row 0: 10–40 ok'],
      'request HTTP': ['row 0: 20–30 ok, 50–60 failed, 70–80 aborted, 90–100 failed'],
    });
  });

  it('without an answer is pending, and has no end', () => {
    expect(requests('request c1 create /api/todos')).toEqual(['row 0: 10– pending']);
  });

  it('stands below those that it overlaps, in the first row that is free', () => {
    expect(
      requests(`
        request c1 create /api/todos
        request c2 create /api/todos
        response c1 create 201
        request c3 create /api/todos
        response c2 create 201
        request c4 create /api/todos
      `),
    ).toEqual(['row 0: 10–30 ok, 40– pending', 'row 1: 20–50 ok, 60– pending']);
  });

  it('follows in the same row on one that ended as it began', () => {
    expect(
      requests(`
        request c1 read /api/todos
        response c1 read 200
        request c2 read /api/todos after=0
      `),
    ).toEqual(['row 0: 10–20 ok, 20– pending']);
  });

  it('finds room in the last row, however many are in flight', () => {
    const story = Array.from({ length: 20 }, (_, n) => `request c${n} read /api/todos`).join('\n');
    const rows = requests(story);
    expect(rows).toHaveLength(MAX_ROWS);
    expect(rows.join().match(/pending/g)).toHaveLength(20);
  });

  it('whose start nobody saw is a mark where its answer came', () => {
    expect(requests('response c1 create 500')).toEqual(['marks: 10 failed']);
  });

  it('belongs to its own collection and document: tokens of others end nothing', () => {
    expect(
      requests(`
        request c1 read /api/todos
        response c1 read 200 source=s2
        response c1 read 200 load=L2
        response c1 read 500
      `),
    ).toEqual(['row 0: 10–40 failed', 'marks: 20 ok, 30 ok']);
  });
});

describe('a held message', () => {
  const HELD = `
    added todos /api/todos
    request c1 create /api/todos
    received POST 7
    message POST 7
    decision held 7 waiting=["c1"]
  `;

  it('is a bar on its channel, from its arrival to the decision that ended its hold', () => {
    expect(
      channel(`${HELD}
        response c1 create 201 id=7
        decision matched-own-create 7 token=c1 via=response heldMs=40
      `),
    ).toEqual(['row 0: 30–70 held', 'marks: 30 message']);
  });

  it('has no end while it is held, whatever is decided about others', () => {
    expect(channel(`${HELD}\nmessage POST 8\ndecision inserted 8\ndecision inserted-after-hold 9 heldMs=3`)).toEqual([
      'row 0: 30– held',
      'marks: 30 message, 60 message',
    ]);
  });

  it('is one bar, however often it is held again', () => {
    expect(
      channel(`${HELD}
        received PUT 7
        message PUT 7
        decision held-update 7 waiting=["c1"]
        decision inserted-after-hold 7 heldMs=80
      `),
    ).toEqual(['row 0: 30–90 held', 'marks: 30 message, 60 message']);
  });

  it('is held no longer when a delete has cancelled it', () => {
    expect(channel(`${HELD}\nmessage DELETE 7\ndecision tombstoned 7 cancelledHeld=true`)[0]).toBe('row 0: 30–70 held');
  });

  it('of a collection that does not report is a bar only once it is seen to have been held, and only as long', () => {
    const expected = `
      added todos /api/todos foreign=true
      request c1 create /api/todos
      received POST 7
      message POST 7
      decision expected 7 expected=held waiting=["c1"] inferred=true
      ended
    `;
    expect(channel(expected)).toEqual(['marks: 30 message']);
    expect(channel(`${expected}\ndecision inserted 7 expected=held did=inserted inferred=true`)).toEqual([
      'marks: 30 message',
    ]);
    expect(channel(`${expected}\ndecision not-known 7 expected=held inferred=true`)).toEqual(['marks: 30 message']);
    const answered = `${expected}\nresponse c1 create 201 id=7`;
    expect(channel(`${answered}\ndecision held 7 input=2 expected=held did=held heldMs=30 inferred=true`)).toEqual([
      'row 0: 50–80 held',
      'marks: 30 message',
    ]);
  });

  it('begins where the collection heard it when nobody saw it arrive', () => {
    expect(channel('message POST 7 after=20\ndecision held 7\ndecision released-by-timeout 7 waited=["c1"]')).toEqual([
      'row 0: 20–40 held',
      'marks: 20 message',
    ]);
  });
});

describe('a channel', () => {
  it('has a mark for each message, once: not again where a collection hears it', () => {
    expect(
      channel(`
        received POST 7
        message POST 7
        message POST 7 source=s2
      `),
    ).toEqual(['marks: 10 message']);
  });

  it('tells what the page published from what it received', () => {
    expect(channel('sent /api/todos\nreceived POST 7')).toEqual(['marks: 10 sent, 20 message']);
  });
});

describe('a connection', () => {
  it('has a bar while a client is connected, and below it what it exchanged with the server', () => {
    expect(
      connection(`
        faye client endpoint=/faye
        sent /meta/handshake id=1
        reply /meta/handshake id=1
        faye state state=connected clientId=k1
        sent /meta/subscribe /api/todos id=2
        reply /meta/subscribe /api/todos id=2 successful=false
        sent /meta/connect id=3
        reply /meta/connect id=3 after=300
        sent /meta/connect id=4
        faye state state=disconnected
      `),
    ).toEqual([
      'row 0: 40–390 open',
      'row 1: 20–30 exchange, 50–60 failed, 70–370 connect, 380– connect',
      'marks: 10 quiet, 390 quiet',
    ]);
  });

  it('ends its bar with its session, also on a socket that stays open, and begins another with the next', () => {
    const socket = (reply: string) =>
      connection(`
        wire opened ws://localhost/faye
        wire reply /meta/handshake id=1 clientId=k1
        wire reply ${reply}
        wire reply /meta/handshake id=3 clientId=k2
        wire closed code=1000 clean=true
      `).filter((line) => line.startsWith('row 0'));
    const ended = ['row 0: 10–30 offline, 40–50 open'];
    expect(socket('/meta/connect id=2 successful=false error=503::Busy')).toEqual(['row 0: 10–50 open']);
    expect(socket('/meta/disconnect id=2')).toEqual(ended);
    expect(socket('/meta/connect id=2 successful=false advice={"reconnect":"handshake"}')).toEqual(ended);
  });

  it('has a bar while its transport is down, and none while it is up', () => {
    expect(
      connection(`
        faye transport state=down
        faye transport state=down
        faye transport state=up
        faye transport state=up
      `),
    ).toEqual(['row 0: 10–30 offline', 'marks: 20 quiet, 30 quiet, 40 quiet']);
  });

  it('marks what the application asked for, and a refusal so that it is not overlooked', () => {
    expect(
      connection(`
        faye subscribe /api/todos handlers=1
        faye subscribed /api/todos ok=true
        faye subscribed /api/secrets ok=false
        faye unsubscribe /api/todos handlers=0
      `),
    ).toEqual(['marks: 10 quiet, 20 quiet, 30 warning, 40 quiet']);
  });

  it('of a socket is named by what it is and where it leads, and ends with what it had not answered', () => {
    const { lanes } = lanesOfStory(`
      wire opened ws://127.0.0.1:3000/faye?x=1
      wire sent /meta/handshake id=1
      wire reply /meta/handshake id=1
      wire sent /meta/connect id=2
      wire closed clean=true
    `);
    expect(allDrawn(lanes)).toEqual({
      'connection websocket /faye · 127.0.0.1:3000': ['row 0: 10–50 open', 'row 1: 20–30 exchange, 40–50 aborted'],
    });
  });

  it('that broke is not one that was closed', () => {
    expect(
      connection(`
        wire opened ws://a.test/faye
        wire closed clean=false code=1006
        wire opened ws://a.test/faye
      `),
    ).toEqual(['row 0: 10–20 offline, 30– open', 'marks: 20 failed']);
  });

  it('by polling has a bar for each exchange, ended by the failure of its request', () => {
    const poll = 'transport=long-polling url=http://a.test/faye';
    expect(
      connection(`
        wire sent /meta/connect id=1 connection=p1 ${poll}
        wire reply /meta/connect id=1 connection=p1 ${poll}
        wire sent /meta/connect id=2 connection=p2 ${poll}
        wire failed connection=p2 ${poll} reason=error
      `),
    ).toEqual(['row 0: ', 'row 1: 10–20 connect, 30–40 aborted']);
  });
});

describe('the page', () => {
  it('has marks where it was loaded, lost something or its probe failed', () => {
    expect(page('load http://a.test/\ngap 2 3')).toEqual(['marks: 10 load, 20 gap']);
  });

  it('has a bar while it is hidden, frozen or offline, and while nothing is recorded', () => {
    expect(
      page(`
        page hide
        page freeze
        page resume
        page show
        page offline
        page online
        page recording on=false
        page recording on=true
        page recording on=false
      `),
    ).toEqual([
      'row 0: 10–40 hidden, 50–60 offline, 70–80 paused, 90– paused',
      'row 1: 20–30 hidden',
      'marks: 30 quiet, 40 quiet, 60 quiet, 80 quiet',
    ]);
  });
});

describe('a collection', () => {
  it('has a mark for each decision, in the tone of what it means for the list', () => {
    expect(
      collection(`
        added todos /api/todos
        message POST 7
        decision inserted 7
        change add 7
        message POST 7
        decision ignored-duplicate 7
        message DELETE 7
        decision tombstoned 7
        message PUT 9
        decision gap-detected got=9
        response c1 create 201
        decision matched-own-create 7
        removed
      `),
    ).toEqual(['marks: 10 quiet, 30 applied, 60 ignored, 80 removed, 100 warning, 120 matched, 130 quiet']);
  });

  it('is called what it said it is called, and its source where it was added before anybody looked', () => {
    const { lanes } = lanesOfStory(`
      added todos /api/todos
      message POST 7
      decision inserted 7
      message POST 7 source=s2
      decision inserted 7 source=s2
    `);
    expect(lanes.lanes.filter(({ kind }) => kind === 'collection').map(({ name }) => name)).toEqual(['todos', 's2']);
  });
});

describe('a document', () => {
  it('ends with the next one: what it had begun is aborted then', () => {
    const { lanes } = lanesOfStory(`
      load http://a.test/
      request c1 create /api/todos
      faye state state=connected
      load http://a.test/ load=L2
      request c1 create /api/todos load=L2
    `);
    expect(drawn(onlyLane(lanes, 'request'))).toEqual(['row 0: 20–40 aborted, 50– pending']);
    expect(drawn(onlyLane(lanes, 'connection'))).toEqual(['row 0: 30–40 aborted']);
  });

  it('goes on when a frame in it is loaded, which has lanes of its own', () => {
    const { lanes } = lanesOfStory(`
      load http://a.test/
      request c1 create /api/todos
      load http://a.test/inner load=L2 frame=http://a.test/inner
      request c1 create /api/todos load=L2
      response c1 create 201
    `);
    expect(allDrawn(lanes)).toEqual({
      'page page': ['marks: 10 load'],
      'page page http://a.test/inner': ['marks: 30 load'],
      'request Requests': ['row 0: 20–50 ok'],
      'request Requests http://a.test/inner': ['row 0: 40– pending'],
    });
  });

  it('takes its frames with it', () => {
    const { lanes } = lanesOfStory(`
      load http://a.test/
      load http://a.test/inner load=L2 frame=http://a.test/inner
      request c1 create /api/todos load=L2
      load http://a.test/ load=L3
    `);
    expect(drawn(onlyLane(lanes, 'request'))).toEqual(['row 0: 30–40 aborted']);
  });
});
