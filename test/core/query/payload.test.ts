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
