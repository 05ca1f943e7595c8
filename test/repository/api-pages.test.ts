import { describe, expect, it } from 'vitest';
import { commentsThatSayNothing } from '../../extension/build/api-pages.ts';

const documented = (name: string, text: string) => ({ name, comment: { summary: [{ text }] } });

describe('a doc comment of the API', () => {
  it.each([
    ['client', ''],
    ['client', 'The client.'],
    ['LiveOptions', 'Live options'],
    ['requestId', 'The id of the request.'],
  ])('says nothing where it repeats the name: %s, “%s”', (name, text) => {
    expect(commentsThatSayNothing(documented(name, text))).toEqual([name]);
  });

  it.each([
    ['client', 'The Faye client to listen with.'],
    ['LiveOptions', 'What a live collection can be given.'],
    ['ms', 'How long it lasts.'],
  ])('says something where it has a word more: %s, “%s”', (name, text) => {
    expect(commentsThatSayNothing(documented(name, text))).toEqual([]);
  });

  it('is found wherever it is, and named by its place', () => {
    const match = { name: 'Match', children: [documented('id', 'The id'), documented('path', 'Its beginning')] };
    const subscribe = { name: 'subscribe', signatures: [documented('subscribe', 'Subscribe')] };
    expect(commentsThatSayNothing({ name: 'api', children: [match, subscribe, { name: 'plain' }] })).toEqual([
      'api.Match.id',
      'api.subscribe.subscribe',
    ]);
  });
});
