import { describe, expect, it } from 'vitest';
import { findingsOf, textOf } from './found.ts';

/** What is found, of one kind: `warning present /api/todos`. */
function found(story: string, kind: string): string[] {
  const list = findingsOf(story)
    .list()
    .filter((finding) => finding.kind === kind);
  return list.map(({ severity, state, object }) => `${severity} ${state} ${object.channel ?? object.client ?? ''}`);
}

/** Nothing but that is found. */
const onlyIn = (story: string): string[] =>
  findingsOf(story)
    .list()
    .filter(({ severity }) => severity !== 'info')
    .map(({ kind }) => kind);

/** A Faye client that shakes hands and subscribes over a socket. */
const CONNECTED = `
  load http://localhost:3000/
  faye client endpoint=http://localhost/faye
  wire opened ws://localhost/faye
  wire sent /meta/handshake id=1
  wire reply /meta/handshake id=1 clientId=k1
  faye state client=f1 state=connected clientId=k1 transport=websocket
  faye subscribe /api/todos handlers=1
  wire sent /meta/subscribe /api/todos id=2 clientId=k1
  faye holds channels={"/api/todos":1}`;
const SUBSCRIBED = `${CONNECTED}
  wire reply /meta/subscribe /api/todos id=2 clientId=k1
  faye subscribed /api/todos ok=true
  wire sent /meta/connect id=3 clientId=k1`;
const UNKNOWN = `
  wire reply /meta/connect id=3 clientId=k1 successful=false error="401:k1:Unknown\\u0020client" advice={"reconnect":"handshake"}`;
const AGAIN = `
  wire sent /meta/handshake id=4
  wire reply /meta/handshake id=4 clientId=k2
  faye state client=f1 state=connected clientId=k2 transport=websocket`;
const RESUBSCRIBED = `
  wire sent /meta/subscribe /api/todos id=5 clientId=k2
  wire reply /meta/subscribe /api/todos id=5 clientId=k2`;
const LATER = '\n  wire sent /meta/connect id=9 clientId=k9 connection=w9 after=6000';

describe('ordinary use', () => {
  it('is a handshake, a subscribe, connects that go round, messages and a disconnect', () => {
    expect(
      onlyIn(`${SUBSCRIBED}
        wire reply /meta/connect id=3 clientId=k1 after=45000
        wire sent /meta/connect id=4 clientId=k1
        wire received POST 7 clientId=k1
        faye unsubscribe /api/todos handlers=0
        faye holds channels={}
        wire sent /meta/unsubscribe /api/todos id=5 clientId=k1
        wire reply /meta/unsubscribe /api/todos id=5 clientId=k1
        faye state client=f1 state=disconnected
        wire sent /meta/disconnect id=6 clientId=k1
        wire reply /meta/disconnect id=6 clientId=k1
        wire closed code=1000 clean=true ${LATER}`),
    ).toEqual([]);
  });
});

describe('a subscription that is refused', () => {
  const REFUSED = `${CONNECTED}\nwire reply /meta/subscribe /api/todos id=2 clientId=k1 successful=false error=403::Forbidden`;

  it('is a warning with the channel and the error', () => {
    expect(found(REFUSED, 'refused')).toEqual(['warning present /api/todos']);
    expect(textOf(findingsOf(REFUSED).list()[0]?.observed)).toContain('403::Forbidden');
  });

  it('is resolved when it is acknowledged after all', () => {
    expect(found(`${REFUSED}${RESUBSCRIBED.replaceAll('k2', 'k1')}`, 'refused')).toEqual([
      'warning resolved /api/todos',
    ]);
  });

  it('is none where the session is over: that is another thing', () => {
    expect(found(REFUSED.replace('403::Forbidden', '401:k1:Unknown client'), 'refused')).toHaveLength(1);
    expect(found(`${CONNECTED}${UNKNOWN}`, 'refused')).toEqual([]);
  });

  it('is said of a publish as well', () => {
    const story = `${CONNECTED}\nwire sent /chat id=8 clientId=k1 data={}\nwire reply /chat id=8 clientId=k1 successful=false error=403::Forbidden`;
    expect(found(story, 'refused')).toEqual(['warning present /chat']);
    expect(found(story.replace('successful=false', 'successful=true'), 'refused')).toEqual([]);
  });
});

describe('a ghost subscription', () => {
  const GHOST = `${SUBSCRIBED}${UNKNOWN}${AGAIN}
    wire sent /meta/subscribe /api/todos id=5 clientId=k2
    wire reply /meta/subscribe /api/todos id=5 clientId=k2 successful=false error=403::Forbidden`;

  it('is a channel with handlers that the next session is refused', () => {
    expect(found(GHOST, 'ghost-subscription')).toEqual(['error present /api/todos']);
    expect(found(GHOST, 'refused')).toEqual([]);
  });

  it('is none where the next session is acknowledged', () => {
    expect(found(GHOST.replace(' successful=false error=403::Forbidden', ''), 'ghost-subscription')).toEqual([]);
  });

  it('is over when the application lets go', () => {
    expect(found(`${GHOST}\nfaye unsubscribe /api/todos handlers=0`, 'ghost-subscription')).toEqual([
      'error resolved /api/todos',
    ]);
  });
});

describe('a session that is over', () => {
  it('is an error when no handshake follows while handlers wait', () => {
    expect(found(`${SUBSCRIBED}${UNKNOWN}${LATER}`, 'session-over')).toEqual(['error present f1']);
  });

  it('is none where the client makes another handshake at once', () => {
    expect(found(`${SUBSCRIBED}${UNKNOWN}${AGAIN}${RESUBSCRIBED}${LATER}`, 'session-over')).toEqual([]);
  });

  it('is none where nobody waits for anything', () => {
    const story = `${SUBSCRIBED}\nfaye unsubscribe /api/todos handlers=0\nfaye holds channels={}${UNKNOWN}${LATER}`;
    expect(found(story, 'session-over')).toEqual([]);
  });

  it('is told to stop where the server advises so, and over with a handshake', () => {
    const stopped = `${SUBSCRIBED}${UNKNOWN.replace('"handshake"', '"none"')}${LATER}`;
    expect(found(stopped, 'told-to-stop')).toEqual(['error present f1']);
    expect(found(stopped, 'session-over')).toEqual([]);
    expect(found(`${stopped}${AGAIN}`, 'told-to-stop')).toEqual(['error resolved f1']);
  });
});

describe('a channel that is not subscribed to again', () => {
  const FORGOTTEN = `${SUBSCRIBED}${UNKNOWN}${AGAIN}${LATER}`;

  it('is an error after a new session, while handlers wait', () => {
    expect(found(FORGOTTEN, 'not-resubscribed')).toEqual(['error present /api/todos']);
  });

  it('is resolved by a late subscribe', () => {
    expect(found(`${FORGOTTEN}${RESUBSCRIBED}`, 'not-resubscribed')).toEqual(['error resolved /api/todos']);
  });

  it('is none where it is subscribed to in time, or nobody wants it any more', () => {
    expect(found(`${SUBSCRIBED}${UNKNOWN}${AGAIN}${RESUBSCRIBED}${LATER}`, 'not-resubscribed')).toEqual([]);
    const unwanted = `${SUBSCRIBED}\nfaye unsubscribe /api/todos handlers=0\nfaye holds channels={}${UNKNOWN}${AGAIN}${LATER}`;
    expect(found(unwanted, 'not-resubscribed')).toEqual([]);
  });

  it('is unsure of a client whose handlers cannot be seen', () => {
    const story = FORGOTTEN.split('\n')
      .filter((line) => !line.trim().startsWith('faye'))
      .join('\n');
    expect(found(story, 'not-resubscribed')).toEqual(['error unsure /api/todos']);
  });
});

describe('a success that is none', () => {
  it('is told before the server refuses', () => {
    const story = `${CONNECTED}
      faye subscribed /api/todos ok=true
      wire reply /meta/subscribe /api/todos id=2 clientId=k1 successful=false error=403::Forbidden`;
    expect(found(story, 'false-success')).toEqual(['error present /api/todos']);
  });

  it('is told after the server refused', () => {
    const story = `${CONNECTED}
      wire reply /meta/subscribe /api/todos id=2 clientId=k1 successful=false error=403::Forbidden
      faye subscribed /api/todos ok=true`;
    expect(found(story, 'false-success')).toEqual(['error present /api/todos']);
  });

  it('is none where the server acknowledges it later, or the application is told the truth', () => {
    expect(
      found(
        `${CONNECTED}\nfaye subscribed /api/todos ok=true\nwire reply /meta/subscribe /api/todos id=2 clientId=k1`,
        'false-success',
      ),
    ).toEqual([]);
    const honest = `${CONNECTED}
      wire reply /meta/subscribe /api/todos id=2 clientId=k1 successful=false error=403::Forbidden
      faye subscribed /api/todos ok=false error=403::Forbidden`;
    expect(found(honest, 'false-success')).toEqual([]);
  });
});

describe('a time in which messages are lost', () => {
  const COLLECTION = '\n  added todos /api/todos size=0 models=[]';
  const LIST = '\n  request r1 read /api/todos\n  response r1 read 200 body=[]';
  const LOST = `${SUBSCRIBED}${COLLECTION}${UNKNOWN}${AGAIN}${RESUBSCRIBED}`;

  it('is certain where the client has another session', () => {
    expect(found(LOST, 'loss-window')).toEqual(['warning present /api/todos']);
  });

  it('is healed by a list that is asked for when the channel is acknowledged again', () => {
    expect(found(`${LOST}${LIST}`, 'loss-window')).toEqual(['warning resolved /api/todos']);
  });

  it('is not healed by a list that was asked for before', () => {
    const early = `${SUBSCRIBED}${COLLECTION}${UNKNOWN}${AGAIN}
      request r1 read /api/todos${RESUBSCRIBED}
      response r1 read 200 body=[]`;
    expect(found(early, 'loss-window')).toEqual(['warning present /api/todos']);
  });

  it('is possible where the socket died and the session went on', () => {
    const died = `${SUBSCRIBED}${COLLECTION}
      wire closed code=1006 clean=false
      wire opened ws://localhost/faye connection=w2
      wire sent /meta/connect id=4 clientId=k1 connection=w2
      wire reply /meta/connect id=4 clientId=k1 connection=w2`;
    expect(found(died, 'loss-window')).toEqual(['warning unsure /api/todos']);
    expect(found(`${died}${LIST}`, 'loss-window')).toEqual(['warning resolved /api/todos']);
  });

  it('is none where nothing was subscribed to', () => {
    const bare = `load http://localhost:3000/
      wire sent /meta/handshake id=1
      wire reply /meta/handshake id=1 clientId=k1
      wire sent /meta/connect id=3 clientId=k1 ${UNKNOWN}${AGAIN}`;
    expect(found(bare, 'loss-window')).toEqual([]);
  });
});

describe('handshakes that fail', () => {
  const FAILED = (n: number, after = 100) =>
    Array.from(
      { length: n },
      (_, k) => `
      wire sent /meta/handshake id=${k} after=${after} transport=long-polling connection=x${k} url=http://localhost/faye
      wire failed connection=x${k} transport=long-polling reason=error`,
    ).join('');
  const OK = `
      wire sent /meta/handshake id=99 transport=long-polling connection=x99 url=http://localhost/faye
      wire reply /meta/handshake id=99 clientId=k1 transport=long-polling connection=x99`;

  it('are a storm when three come within five seconds', () => {
    expect(found(`load http://localhost:3000/${FAILED(3)}`, 'handshake-storm')).toEqual([
      'warning present http://localhost/faye',
    ]);
  });

  it('are none when they are two, or far apart', () => {
    expect(found(`load http://localhost:3000/${FAILED(2)}`, 'handshake-storm')).toEqual([]);
    expect(found(`load http://localhost:3000/${FAILED(4, 4_000)}`, 'handshake-storm')).toEqual([]);
  });

  it('are over with one that succeeds', () => {
    expect(found(`load http://localhost:3000/${FAILED(3)}${OK}`, 'handshake-storm')).toEqual([
      'warning resolved http://localhost/faye',
    ]);
  });
});

/** A socket that opens, works and dies, for each time how long it lived. */
const sockets = (...lives: number[]) =>
  lives
    .map(
      (ms, n) => `
      wire opened ws://localhost/faye connection=s${n}
      wire sent /meta/connect id=${n} clientId=k1 connection=s${n}
      wire reply /meta/connect id=${n} clientId=k1 connection=s${n}
      wire closed connection=s${n} code=1006 after=${ms}`,
    )
    .join('');

describe('a connection that goes down again and again', () => {
  it('flaps when it does so three times in a minute', () => {
    expect(found(`load http://localhost:3000/${sockets(500, 900, 700)}`, 'flapping')).toEqual([
      'warning present ws://localhost/faye',
    ]);
  });

  it('lasts equally long where a proxy closes it', () => {
    const { list } = findingsOf(`load http://localhost:3000/${sockets(15_000, 15_100, 15_050)}`);
    expect(textOf(list().find(({ kind }) => kind === 'flapping')?.why)).toContain('lasted about 15.1 s');
  });

  it('does not flap when that happens now and then', () => {
    expect(found(`load http://localhost:3000/${sockets(50_000, 40_000, 45_000)}`, 'flapping')).toEqual([]);
  });

  it('is over after a minute without', () => {
    const story = `load http://localhost:3000/${sockets(500, 900, 700)}\n  page show after=61000`;
    expect(found(story, 'flapping')).toEqual(['warning resolved ws://localhost/faye']);
  });
});

describe('websockets that fail with nothing else tried', () => {
  const FAILING = Array.from(
    { length: 3 },
    (_, n) => `
      wire opened ws://localhost/faye connection=z${n} after=30000
      wire closed connection=z${n} code=1006`,
  ).join('');

  it('are said after three failures in a row', () => {
    expect(found(`load http://localhost:3000/${sockets(5_000)}${FAILING}`, 'no-fallback')).toEqual([
      'warning present ',
    ]);
  });

  it('are none where polling is tried', () => {
    const polled = FAILING.replace(
      '\n      wire opened ws://localhost/faye connection=z2',
      '\n wire sent /meta/connect clientId=k1 transport=long-polling connection=p1\n      wire opened ws://localhost/faye connection=z2',
    );
    expect(found(`load http://localhost:3000/${sockets(5_000)}${polled}`, 'no-fallback')).toEqual([]);
  });

  it('are none where none ever worked', () => {
    expect(found(`load http://localhost:3000/${FAILING}`, 'no-fallback')).toEqual([]);
  });
});

describe('several clients in one page', () => {
  const SECOND = `
    wire opened ws://localhost/faye connection=w2
    wire sent /meta/handshake id=1 connection=w2
    wire reply /meta/handshake id=1 clientId=j1 connection=w2
    wire sent /meta/subscribe /api/todos id=2 clientId=j1 connection=w2
    wire reply /meta/subscribe /api/todos id=2 clientId=j1 connection=w2`;

  it('are worth knowing when they listen to the same channel', () => {
    expect(found(`${SUBSCRIBED}${SECOND}`, 'several-clients')).toEqual(['info present /api/todos']);
    expect(onlyIn(`${SUBSCRIBED}${SECOND}`)).toEqual([]);
  });

  it('are nothing when each listens to its own', () => {
    expect(found(`${SUBSCRIBED}${SECOND.replaceAll('/api/todos', '/api/notes')}`, 'several-clients')).toEqual([]);
  });

  it('are one again when the other lets go', () => {
    const story = `${SUBSCRIBED}${SECOND}
      wire sent /meta/unsubscribe /api/todos id=3 clientId=j1 connection=w2
      wire reply /meta/unsubscribe /api/todos id=3 clientId=j1 connection=w2`;
    expect(found(story, 'several-clients')).toEqual(['info resolved /api/todos']);
  });
});

describe('a client that was silent', () => {
  it('slept when its next connect is overdue', () => {
    expect(found(`${SUBSCRIBED}\n  wire sent /meta/connect id=4 clientId=k1 after=300000`, 'sleep-and-wake')).toEqual([
      'info resolved f1',
    ]);
  });

  it('did not sleep where the server held its connect', () => {
    const story = `${SUBSCRIBED}
      wire reply /meta/connect id=3 clientId=k1 after=110000
      wire sent /meta/connect id=4 clientId=k1`;
    expect(found(story, 'sleep-and-wake')).toEqual([]);
  });

  it('was throttled where the tab was hidden and the server forgot it', () => {
    expect(found(`${SUBSCRIBED}\n  page hide${UNKNOWN.replace('id=3', 'id=3 after=90000')}`, 'throttled-tab')).toEqual([
      'info present f1',
    ]);
    expect(found(`${SUBSCRIBED}\n  page hide\n  page show${UNKNOWN}`, 'throttled-tab')).toEqual([]);
    expect(found(`${SUBSCRIBED}\n  page hide${UNKNOWN}${AGAIN}`, 'throttled-tab')).toEqual(['info resolved f1']);
  });
});
