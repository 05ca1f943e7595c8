import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFrameReader } from '../../../../extension/page/taps/wire/frame-reader.ts';
import { createToldFrames } from '../../../../extension/page/taps/wire/told-frames.ts';

const message = { channel: '/a', data: { n: 1 } };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the reader of frames', () => {
  it('parses a frame once for all who ask in one task', () => {
    const read = createFrameReader();
    const text = JSON.stringify([message, message]);
    expect(read(text)).toEqual([message, message]);
    expect(read(text)).toBe(read(`${text}`));
  });

  it('gives the messages of a list, a lone message, and none of what is neither', () => {
    const read = createFrameReader();
    expect(read(JSON.stringify(message))).toEqual([message]);
    expect(read('[1, null, "a", {"channel": "/a"}]')).toEqual([{ channel: '/a' }]);
    for (const text of ['', '[{"channel"', '7', 'null']) expect(read(text)).toEqual([]);
  });

  it('passes nothing through a JSON that the page has put in place of the browser’s', () => {
    const text = JSON.stringify([message]);
    const parse = vi.spyOn(JSON, 'parse').mockImplementation(() => ({ channel: '/forged' }));
    const stringify = vi.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new Error('the page’s');
    });
    const read = createFrameReader();
    const frames = createToldFrames(() => 0, read);
    const line = { sessions: new Set(['s']) };
    expect(frames.received(line, text)).toBe(text);
    expect(frames.hasReceived({ channel: '/a', data: { n: 1 } }, 's', false)).toBe(true);
    expect(frames.hasReceived({ channel: '/a', data: { n: 1 } }, 's', false)).toBe(false);
    expect(parse).not.toHaveBeenCalled();
    expect(stringify).not.toHaveBeenCalled();
  });
});
