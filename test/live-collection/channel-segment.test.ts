import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelOf } from '../../devserver/live-collection/channel.ts';
import { escapeSegment, unescapeSegment } from '../../devserver/live-collection/channel-segment.ts';
import { channelPath } from '../../devserver/live-resource/channel-path.ts';

it('escapes what Bayeux refuses, and can be undone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      expect(escapeSegment(text)).toMatch(/^[-\w!~()$@]+$/);
      expect(unescapeSegment(escapeSegment(text))).toBe(text);
    }),
  );
});

it('leaves alone what is a channel already', () => {
  for (const text of ['todos', '~john', 'a!b', 'x_(y)$@', '1-2']) expect(escapeSegment(text)).toBe(text);
  expect(escapeSegment('a!2Eb')).toBe('a!212Eb');
});

it('is the same on both sides, and one value has one channel', () => {
  const path = channelPath('/api/v1.0/users/:user/todos');
  for (const user of ['john.doe', 'a@b.com', 'Zürich', 'a b', 'x+y', 'a:b', 'a!2E', '100%', '👩‍👩', 'a/b']) {
    const channel = path.channelFor({ user });
    expect(channelOf(`/api/v1.0/users/${encodeURIComponent(user)}/todos`)).toBe(channel);
    expect(path.paramsIn(String(channel))).toEqual({ user });
  }
  expect(path.paramsIn('/api/v1!2E0/users/!41/todos')).toBeUndefined();
  expect(path.paramsIn('/api/v1!2E0/users/!C3/todos')).toBeUndefined();
});
