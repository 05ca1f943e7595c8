import { describe, expect, it } from 'vitest';
import { FOREIGN } from './found.ts';
import { foundOf } from './kinds.ts';

describe('a message that is held for long', () => {
  const HELD = `
    load http://localhost:3000/
    added todos /api/todos size=0 models=[]
    request c1 create /api/todos
    message POST 7
    decision held 7 waiting=["c1"]`;
  const LATER = '\n    page show after=6000';

  it('is a warning after five seconds', () => {
    expect(foundOf('held-stuck', `${HELD}${LATER}`)).toEqual(['warning present 7']);
  });

  it('is none where the response comes in time', () => {
    const answered = `${HELD}\nresponse c1 create 201 id=7\ndecision matched-own-create 7 token=c1 heldMs=20${LATER}`;
    expect(foundOf('held-stuck', answered)).toEqual([]);
  });

  it('is resolved by the decision that ends it', () => {
    const answered = `${HELD}${LATER}\nresponse c1 create 201 id=7\ndecision matched-own-create 7 token=c1 heldMs=6020`;
    expect(foundOf('held-stuck', answered)).toEqual(['warning resolved 7']);
  });

  it('is none of a collection that is gone', () => {
    expect(foundOf('held-stuck', `${HELD}\nremoved${LATER}`)).toEqual([]);
  });
});

describe('older data over newer', () => {
  const model = (v: number, more = '') => `change change 7 cid=c7 attributes={"id":"7","_v":${v}} ${more}`;
  const HERE = `
    load http://localhost:3000/
    added todos /api/todos size=0 models=[]
    message POST 7 seq=5
    change add 7 cid=c7 attributes={"id":"7","_v":5}`;

  it('is an error, by the message that brought it', () => {
    expect(foundOf('stale-overwrite', `${HERE}\nmessage PUT 7 seq=4\n${model(4)}`)).toEqual(['error present 7']);
  });

  it('is a version that goes back where the message is newer', () => {
    const story = `${HERE}\nmessage PUT 7 seq=6\n${model(2)}`;
    expect(foundOf('stale-overwrite', story)).toEqual([]);
    expect(foundOf('version-back', story)).toEqual(['warning present 7']);
  });

  it('is none where the version goes on, or the application writes', () => {
    expect(foundOf('stale-overwrite', `${HERE}\nmessage PUT 7 seq=6\n${model(6)}`)).toEqual([]);
    expect(foundOf('stale-overwrite', `${HERE}\n${model(1, 'input=0')}`)).toEqual([]);
  });

  it('is resolved when a newer one comes', () => {
    const story = `${HERE}\nmessage PUT 7 seq=4\n${model(4)}\nmessage PUT 7 seq=6\n${model(6)}`;
    expect(foundOf('stale-overwrite', story)).toEqual(['error resolved 7']);
  });
});

describe('an echo that is told by when it comes', () => {
  const create = (n: number) => `
    change add cid=d${n} input=0 attributes={"title":"milk"}
    request c${n} create /api/todos cid=d${n}`;
  const held = `${create(1)}
    message POST 7
    ended
    response c1 create 201 id=7 body={"id":"7","title":"milk"}
    change change 7 cid=d1 attributes={"id":"7","title":"milk"}
    ended`;
  const added = `${create(2)}
    message POST 8
    change add 8 cid=e8
    ended`;

  it('waits once, and is added at once another time', () => {
    expect(foundOf('echo-by-time', `${FOREIGN}${held}${added}`)).toEqual(['info present /api/todos']);
  });

  it('is none where it always waits', () => {
    expect(foundOf('echo-by-time', `${FOREIGN}${held}`)).toEqual([]);
  });

  it('is none where it never waits', () => {
    expect(foundOf('echo-by-time', `${FOREIGN}${added}`)).toEqual([]);
  });
});
