import { describe, expect, it } from 'vitest';
import { foundOf } from './kinds.ts';

describe('handlers that become more', () => {
  const subscribe = (handlers: number) => `faye subscribe /api/todos handlers=${handlers} after=5000`;

  it('do so at different times, and none is cancelled', () => {
    expect(foundOf('listener-leak', [1, 2, 3, 4].map(subscribe).join('\n'))).toEqual(['warning unsure /api/todos']);
  });

  it('are none where several are needed at once', () => {
    const atOnce = [1, 2, 3, 4, 5].map((n) => subscribe(n).replace('5000', '5')).join('\n');
    expect(foundOf('listener-leak', atOnce)).toEqual([]);
  });

  it('are none where each is cancelled before the next', () => {
    const story = [1, 2, 3, 4, 5].map(() => `${subscribe(1)}\nfaye unsubscribe /api/todos handlers=0`).join('\n');
    expect(foundOf('listener-leak', story)).toEqual([]);
  });
});

describe('a URL that is no channel', () => {
  it('is an error of the collection', () => {
    expect(foundOf('unmapped-url', 'added todos /api/todos/')).toEqual(['error present /api/todos/']);
  });

  it('is told by a LiveCollection itself', () => {
    const said = 'error message="The\\u0020URL\\u0020/a.b\\u0020is\\u0020no\\u0020Bayeux\\u0020channel."';
    expect(foundOf('unmapped-url', `added todos /api/todos\n${said}`)).toHaveLength(1);
  });

  it('is none with any letter that channels may have, and with a pattern', () => {
    expect(foundOf('unmapped-url', 'added todos /api/to-do_s!~()$@/7')).toEqual([]);
    expect(foundOf('unmapped-url', 'added todos /api/**')).toEqual([]);
  });
});

describe('what is longer than the panel keeps', () => {
  const marks = (mark: object) => `marks=${JSON.stringify([mark])}`;
  const HERE = 'added todos /api/todos size=0 models=[]\n';

  it('is not compared, and that is said', () => {
    const story = `${HERE}response r1 read 200 body=[] ${marks({ path: '/body/0/title', length: 99_999 })}`;
    expect(foundOf('cut-by-us', story)).toEqual(['info present /api/todos']);
  });

  it('is none where all is whole', () => {
    expect(foundOf('cut-by-us', `${HERE}response r1 read 200 body=[]`)).toEqual([]);
  });

  it('is none where a value is no JSON, or is what JSON makes of it', () => {
    expect(
      foundOf('cut-by-us', `${HERE}response r1 read 200 body=[] ${marks({ path: '/body/0/n', was: '12n' })}`),
    ).toEqual([]);
    expect(
      foundOf('cut-by-us', `${HERE}response r1 read 200 body=[] ${marks({ path: '/body/0/n', is: 'a Date' })}`),
    ).toEqual([]);
  });
});

describe('what a page may hide', () => {
  it('is a worker, or a class of its own', () => {
    expect(foundOf('unseen', 'page worker type=worker url=http://localhost/w.js')).toEqual(['info present']);
    expect(foundOf('unseen', 'page replaced name=WebSocket by=Mock leads=false')).toEqual(['info present']);
  });

  it('is none where the class leads to the browser’s own', () => {
    expect(foundOf('unseen', 'page replaced name=WebSocket by=Wrapped leads=true')).toEqual([]);
  });

  it('is over when the class is found to lead there', () => {
    const story = 'page replaced name=WebSocket by=Mock leads=false\npage replaced name=WebSocket by=Mock leads=true';
    expect(foundOf('unseen', story)).toEqual(['info resolved']);
  });
});
