import { describe, expect, it } from 'vitest';
import { FOREIGN, findingsOf, textOf } from './found.ts';

/** A create whose push comes first, to a handler that does not wait for the response. */
const DUPLICATED = `${FOREIGN}
  change add cid=c1 input=0 attributes={"title":"milk"}
  request c1 create /api/todos cid=c1
  message POST 7
  change add 7 cid=c2
  ended
  response c1 create 201 id=7 body={"id":"7","title":"milk"}
  change change 7 cid=c1 attributes={"id":"7","title":"milk"}
  ended`;

describe('one id, two models', () => {
  it('is an error on the document, with both models and the message that added the second', () => {
    const { list, lines, session } = findingsOf(DUPLICATED);
    expect(lines()).toEqual(['error present duplicate-model 7']);
    const [finding] = list();
    expect(finding?.object).toMatchObject({ collection: 'todos', channel: '/api/todos', document: '7' });
    expect([...(finding?.object.cids ?? [])].sort()).toEqual(['c1', 'c2']);
    expect(textOf(finding?.expected)).toBe('wait for the response to #1: this may be the same document');
    expect(textOf(finding?.observed)).toBe('it added the document at once');
    expect(textOf(finding?.why)).toContain('its own create #1');
    const culprit = finding?.evidence.find(({ isCulprit }) => isCulprit);
    expect(session.trace.kind(culprit?.event ?? -1)).toBe('message');
    expect(finding?.evidence.map(({ event }) => session.trace.kind(event))).toEqual([
      'request',
      'message',
      'response',
      'change',
    ]);
    expect(session.findings.of(culprit?.event ?? -1)).toEqual([finding]);
    expect(session.findings.counts()).toMatchObject({ error: 1, resolved: 0 });
  });

  it('is resolved when one of them goes, and by which event is said', () => {
    const { more, lines, list, session } = findingsOf(DUPLICATED);
    more('change remove 7 cid=c2 input=0');
    expect(lines()).toEqual(['error resolved duplicate-model 7']);
    expect(list()[0]?.until).toBeGreaterThan(list()[0]?.since ?? 0);
    expect(session.trace.kind(list()[0]?.evidence.at(-1)?.event ?? -1)).toBe('change');
    expect(session.findings.counts()).toMatchObject({ error: 0, resolved: 1 });
  });

  it('is unsure when events were lost since, until it is seen again', () => {
    const { more, lines } = findingsOf(DUPLICATED);
    more('gap 20 3 n=23');
    expect(lines()).toEqual(['error unsure duplicate-model 7']);
    more(
      'added todos /api/todos foreign=true size=2 models=[{"cid":"c1","attributes":{"id":"7"}},{"cid":"c2","attributes":{"id":"7"}}]',
    );
    expect(lines()).toEqual(['error present duplicate-model 7']);
  });

  it('is found in a collection whose decisions nobody knows, with the doubt that nobody saw why', () => {
    const { lines, list } = findingsOf(`
      load http://localhost:3000/
      added todos /api/todos size=2 models=[{"cid":"c1","attributes":{"id":"7"}},{"cid":"c2","attributes":{"id":"7"}}]
      message POST 8`);
    expect(lines()).toEqual(['error present duplicate-model 7']);
    expect(textOf(list()[0]?.why)).toContain('not seen');
  });

  it('is none while the create is held until its response', () => {
    expect(
      findingsOf(`${FOREIGN}
        change add cid=c1 input=0 attributes={"title":"milk"}
        request c1 create /api/todos cid=c1
        message POST 7
        ended
        response c1 create 201 id=7 body={"id":"7","title":"milk"}
        change change 7 cid=c1 attributes={"id":"7","title":"milk"}
        ended`).lines(),
    ).toEqual([]);
  });

  it('is none where a collection folds two models into one in the same moment', () => {
    expect(
      findingsOf(`
        load http://localhost:3000/
        added todos /api/todos size=0 models=[]
        request c1 create /api/todos
        response c1 create 201 id=7
        change add 7 cid=c2
        change add 7 cid=c1 after=0
        change remove 7 cid=c2 after=0
        message POST 8`).lines(),
    ).toEqual([]);
  });

  it('is none in two collections that show the same document', () => {
    expect(
      findingsOf(`
        load http://localhost:3000/
        added todos /api/todos size=1 models=[{"cid":"c1","attributes":{"id":"7"}}]
        added done /api/todos source=s2 size=1 models=[{"cid":"c2","attributes":{"id":"7"}}]
        message POST 8`).lines(),
    ).toEqual([]);
  });
});
