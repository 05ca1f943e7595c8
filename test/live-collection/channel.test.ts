import { describe, expect, it } from 'vitest';
import { channelOf, UnmappedUrlError } from '../../devserver/live-collection/index.ts';

describe('the channel of a URL', () => {
  it.each([
    ['/api/todos', '/api/todos'],
    ['/api/todos/', '/api/todos'],
    ['/api/todos?done=1#top', '/api/todos'],
    ['https://example.org/api/todos', '/api/todos'],
    ['//example.org/api/todos', '/api/todos'],
    ['api/todos', '/app/api/todos'],
    ['../api/todos', '/api/todos'],
    ['/api/to dos', '/api/to!20dos'],
    ['/api/todos.json', '/api/todos!2Ejson'],
    ['/api/*', '/api/!2A'],
    ['/api/lists/7-a_b!~()$@/todos', '/api/lists/7-a_b!~()$@/todos'],
  ])('%s is %s', (url, channel) => {
    expect(channelOf(url, 'http://localhost:3000/app/index.html')).toBe(channel);
  });

  it.each(['/', '', '/api//todos', '/meta/connect', '/service/x', 'http://'])('%j is none', (url) => {
    expect(() => channelOf(url, 'http://localhost/')).toThrow(UnmappedUrlError);
  });
});
