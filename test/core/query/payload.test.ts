import { describe, expect, it } from 'vitest';
import { complete } from '../../../extension/core/query/complete.ts';
import { readQuery } from '../../../extension/core/query/read-query.ts';
import { seenValues } from '../../../extension/core/query/seen-values.ts';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
session.receive(
  batchOf(
    eventsOf(`
      load http://localhost:3000/
      wire frame [{"channel":"/a","data":{"type":"order","price":12,"lines":[{"sku":"x1"},{"sku":"x2"}],"event":{"replayId":17}}}]
      wire frame [{"channel":"/a","data":{"type":"refund","price":3,"none":null}}]
      message POST 7
      message PUT 8
      decision merged 8 changed=["title","done"]
      http request h1 POST /api/todos body="{\\"title\\":\\"bread\\"}"
      wire frame [{"channel":"/a","data":"plain"}]
    `),
  ),
);

/** The numbers of the rows that a query finds. */
function found(query: string): number[] {
  expect(session.setFilter(query)).toBeUndefined();
  return Array.from({ length: session.rows.length }, (_, n) => session.trace.seq(session.rows.at(n) ?? -1));
}

describe('a path in a query', () => {
  it.each([
    ['a value in the data', 'data.type:order', [2]],
    ['a part of one', 'data.type:*r*', [2, 3]],
    ['a value in every element of a list', 'data.lines.sku:x2', [2]],
    ['a number that is compared', 'data.price:>5', [2]],
    ['a number in a range', 'data.price:1..5', [3]],
    ['null by its name', 'data.none:null', [3]],
    ['what has no path of its own', 'data:plain', [8]],
    ['a document of a message or request', 'body.title:milk', [4, 5]],
    ['text in quotes', 'body.title:"bread"', [7]],
    ['an attribute that a decision changed', 'changed:title', [5]],
    ['what it is not', 'data.type:* -data.type:order', [3]],
    ['a position in a stream', 'replayId:17', [2]],
    ['nothing of the prototype', 'data.constructor.name:Object', []],
  ])('finds %s', (_, query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  it.each([
    ['id.x:7', 'id: has no parts.'],
    ['changed.title:x', 'changed: has no parts.'],
    ['data.type:', 'data: has no value.'],
  ])('%s is refused with a reason', (query, message) => {
    const read = readQuery(query);
    expect('error' in read && read.error.message).toBe(message);
  });

  it('is no path where its beginning is no field: a host with its port', () => {
    expect('query' in readQuery('example.com:8080')).toBe(true);
  });

  it.each([
    ['da', ['data.', 'is:']],
    ['data.t', ['data.type:']],
    ['-data.ev', ['-data.event.replayId:']],
    ['body.', ['body.title:', 'body.id:']],
    ['changed:t', ['changed:title ']],
  ])('“%s” is completed by what was seen', (query, expected) => {
    const { items } = complete(query, query.length, (field) => seenValues(session.trace, field));
    expect(items.map(({ text }) => text)).toEqual(query === 'da' ? ['data.'] : expected);
  });
});

describe('changed:', () => {
  /** The rows, by their events' numbers, that `changed:name` finds in a session of one collection with model 7. */
  function changed(name: string, changes: string, marks: Partial<Record<number, object>> = {}): number[] {
    const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
    const events = eventsOf(`
      added todos /api/todos size=1 models=[{"cid":"c7","attributes":{"id":"7","title":"milk","done":false,"tags":["a"]}}]
      ${changes}
    `).map((event) => ({ ...event, ...(marks[event.seq] && { marks: [marks[event.seq]] }) }));
    session.receive(batchOf(events));
    expect(session.setFilter(`changed:${name}`)).toBeUndefined();
    return Array.from({ length: session.rows.length }, (_, n) => session.trace.seq(session.rows.at(n) ?? -1));
  }
  const become = (attributes: object) => `change change 7 attributes=${JSON.stringify(attributes)}`;
  const milk = { id: '7', title: 'milk', done: false, tags: ['a'] };

  it('finds the change of an attribute by the application, and none of another', () => {
    const told = `${become({ ...milk, done: true })}\n${become({ ...milk, done: true, title: 'bread' })}`;
    expect(changed('done', told)).toEqual([2]);
    expect(changed('title', told)).toEqual([3]);
    expect(changed('id', told)).toEqual([]);
  });

  it('finds attributes that came or went, and what changed within one', () => {
    const { done: _, ...without } = milk;
    expect(changed('done', become(without))).toEqual([2]);
    expect(changed('due', become({ ...milk, due: null }))).toEqual([2]);
    expect(changed('tags', become({ ...milk, tags: ['a', 'b'] }))).toEqual([2]);
    expect(changed('tags', become({ ...milk }))).toEqual([]);
  });

  it('finds the message whose decision says so, and the change itself', () => {
    const told = `message PUT 7\ndecision merged 7 changed=["done"]\n${become({ ...milk, done: true })}`;
    expect(changed('done', told)).toEqual([2, 4]);
  });

  it('finds no change where the model was not seen before, or came again', () => {
    expect(changed('done', 'change change 8 attributes={"done":true}')).toEqual([]);
    expect(changed('done', 'change add 8 attributes={"done":true}')).toEqual([]);
    expect(changed('done', `change remove 7\n${become({ ...milk, done: true })}`)).toEqual([]);
  });

  it('finds none where the rest of a value that begins alike was not seen', () => {
    const cut = { path: '/attributes/title', length: 100 };
    expect(
      changed('title', `${become({ ...milk, title: 'mil' })}\n${become({ ...milk, title: 'mil' })}`, {
        2: cut,
        3: cut,
      }),
    ).toEqual([2]);
    const before = { path: '/attributes', entries: 9 };
    expect(changed('due', `${become(milk)}\n${become({ ...milk, due: 1 })}`, { 2: before })).toEqual([]);
  });

  it('is completed by the attributes of models that changed', () => {
    const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
    session.receive(batchOf(eventsOf(`${become(milk)}\nchange add 8 attributes={"due":1}`)));
    const { items } = complete('changed:d', 9, (field) => seenValues(session.trace, field));
    expect(items.map(({ text }) => text)).toEqual(['changed:done ', 'changed:id ']);
  });

  it('finds what is left of it when the beginning of the trace is forgotten', () => {
    const session = createSession({ maxBytes: 400_000, reader: 'panel' });
    const flips = Array.from({ length: 4_000 }, (_, n) => become({ ...milk, done: n % 2 === 0 })).join('\n');
    session.receive(batchOf(eventsOf(flips)));
    expect(session.trace.first).toBeGreaterThan(0);
    session.setFilter('changed:done');
    expect(session.rows.length).toBe(session.trace.end - session.trace.first - 1);
    session.setFilter('changed:title');
    expect(session.rows.length).toBe(0);
  });
});
