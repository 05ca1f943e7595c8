import { describe, expect, it } from 'vitest';
import { createModelReader } from '../../extension/core/collections/model-reader.ts';
import { createModelSearch } from '../../extension/core/collections/model-search.ts';
import { createModelStory } from '../../extension/core/collections/model-timeline.ts';
import { createSession, type Session } from '../../extension/core/session.ts';
import { batchOf, eventsOf } from '../support/trace-language.ts';

function sessionOf(story: string, maxBytes = 10_000_000) {
  const session = createSession({ maxBytes, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  return session;
}

const told = (session: Session) => [...session.collections.toldAt('L1', 's1', Number.POSITIVE_INFINITY)];

describe('a search for models', () => {
  const story = `
    added todos /api/todos models=[{"cid":"c1","attributes":{"id":"x1","title":"Milk","note":"a\\"b"}}]
    change add 2 attributes={"id":2,"title":"Bread"}
    change add 3
  `;
  function find(text: string, session = sessionOf(story)) {
    const search = createModelSearch(createModelReader(session.trace));
    search.begin(told(session), text);
    expect(search.step(100)).toBe(true);
    return search.found.map(([cid]) => cid);
  }

  it('finds a piece of an id or an attribute, in whatever case', () => {
    expect(find('MIL')).toEqual(['c1']);
    expect(find('x1')).toEqual(['c1']);
    expect(find('title')).toEqual(['c1', 'c2']);
    expect(find('a"b')).toEqual(['c1']);
    expect(find('butter')).toEqual([]);
  });

  it('finds a model of which only the id is known', () => {
    expect(find('3')).toEqual(['c3']);
  });

  it('goes in slices, keeps what the search before found until it is done, and reads nothing twice', () => {
    const session = sessionOf(story);
    const reader = createModelReader(session.trace);
    let reads = 0;
    const search = createModelSearch({
      read(cid, event) {
        reads += 1;
        return reader.read(cid, event);
      },
    });
    search.begin(told(session), 'milk');
    expect(search.step(2)).toBe(false);
    expect(search.progress).toBeCloseTo(2 / 3);
    expect(search.found).toEqual([]);
    expect(search.step(2)).toBe(true);
    search.begin(told(session), 'bread');
    expect(search.found).toHaveLength(1);
    expect(search.step(3)).toBe(true);
    expect(search.found.map(([cid]) => cid)).toEqual(['c2']);
    expect(reads).toBe(3);
  });

  it('looks through 10,000 models in a moment', () => {
    const models = Array.from({ length: 10_000 }, (_, k) => ({
      cid: `c${k}`,
      attributes: { id: k, title: `todo ${k}` },
    }));
    const session = sessionOf(
      `added todos /api/todos size=10000 models=${JSON.stringify(models).replaceAll(' ', '_')}`,
    );
    const search = createModelSearch(createModelReader(session.trace));
    search.begin(told(session), 'todo_9999');
    search.step(1);
    const begun = performance.now();
    while (!search.step(256));
    expect(search.found).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(300);
  });
});

describe('the story of a model', () => {
  const CREATED = `
    load http://a.test/
    added todos /api/todos
    change add 0 cid=c9
    request c12 create /api/todos attributes={"title":"Milk"}
    received POST 7 seq=4
    message POST 7 seq=4
    decision held 7 waiting=["c12"]
    response c12 create 201 id=7
    decision matched-own-create 7 token=c12
    received PUT 8 seq=5
    message PUT 8 seq=5
    decision merged 8
    change change 8
  `;
  function story(session: Session, id: string | undefined, cid?: string) {
    const read = createModelStory(session, { load: 'L1', source: 's1', id, cid });
    return () =>
      read
        .rows()
        .map(({ index, decisions }) =>
          [session.trace.kind(index), ...decisions.map((i) => session.trace.decision(i))].join(' '),
        );
  }

  it('begins with the create that had no id yet, and has each decision on the row that it is about', () => {
    expect(story(sessionOf(CREATED), '7')()).toEqual(['request', 'received held', 'response matched-own-create']);
  });

  it('goes on with what came since, without looking at the rest again', () => {
    const session = sessionOf(CREATED);
    const rows = story(session, '8');
    expect(rows()).toEqual(['received merged']);
    const more = eventsOf(`${CREATED}\nreceived DELETE 8 seq=6\nmessage DELETE 8 seq=6\ndecision removed 8`);
    session.receive(batchOf(more));
    expect(rows()).toEqual(['received merged', 'received removed']);
  });

  it('follows by its cid a model that has no id', () => {
    const session = sessionOf(`
      added todos /api/todos models=[{"cid":"c4","attributes":{}}]
      change change 1 cid=c5
      change change 1 cid=c4
      change remove 1 cid=c4
    `);
    expect(story(session, undefined, 'c4')()).toEqual(['added', 'change', 'change']);
  });

  it('has nothing of another collection', () => {
    const session = sessionOf(
      'added a /a\nadded b /b source=s2\nmessage POST 7 source=s2 channel=/b\ndecision inserted 7 source=s2',
    );
    expect(story(session, '7')()).toEqual([]);
  });
});
