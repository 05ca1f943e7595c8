import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventIn,
  fitsFrameLine,
  frameLine,
  getsFrames,
  isFrameLine,
  jsonIn,
  readFrameLine,
} from '../../../extension/core/protocol/compact-frame.ts';
import { isLiveEvent, type LiveEvent } from '../../../extension/core/protocol/events.ts';
import { wholeLine } from '../../../extension/core/protocol/text-span.ts';

const connection = fc
  .tuple(fc.constantFrom('websocket', 'eventsource'), fc.nat())
  .map(([transport, n]) => ({ name: `${transport}-${n}`, transport }));
const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const at = fc.double({ min: 0, max: 8.64e15, noNaN: true });
const frame = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\n'));

const read = (line: string) => readFrameLine(wholeLine(line), 'L1');

describe('a frame as a line', () => {
  it('is read as it was written, wherever in a text it stands', () => {
    fc.assert(
      fc.property(connection, seq, at, frame, fc.string(), ({ name, transport }, seq, at, text, around) => {
        expect(getsFrames(name)).toBe(true);
        expect(fitsFrameLine(text)).toBe(true);
        const written = frameLine(seq, at, name, text);
        const whole = `${around}\n${written}\n${around}`;
        const line = { text: whole, start: around.length + 1, end: around.length + 1 + written.length };
        const event = readFrameLine(line, 'L1');
        const bytes = new TextEncoder().encode(text).length;
        expect(event).toEqual({
          load: 'L1',
          seq,
          at,
          layer: 'wire',
          kind: 'received',
          connection: name,
          transport,
          text,
          bytes,
        });
        expect(isLiveEvent(event)).toBe(true);
        expect(eventIn(line, 'L1')).toEqual(event);
        expect(JSON.parse(jsonIn(line, 'L1'))).toEqual(event);
      }),
    );
  });

  it('is never made of what needs two lines, or of an exchange that is over with its answer', () => {
    expect(fitsFrameLine('[{\n}]')).toBe(false);
    expect(getsFrames('long-polling-1')).toBe(false);
  });

  it('is not taken for one when it is JSON', () => {
    const event: LiveEvent = { load: 'L1', seq: 1, at: 2, layer: 'page', kind: 'recording', on: true };
    const line = wholeLine(JSON.stringify(event));
    expect(isFrameLine(line)).toBe(false);
    expect(jsonIn(line, 'L1')).toBe(line.text);
    expect(eventIn(line, 'L1')).toEqual(event);
  });

  it.each([
    '1',
    '1 2',
    '1 2 websocket-1',
    '0 2 websocket-1 []',
    '1.5 2 websocket-1 []',
    '9007199254740993 2 websocket-1 []',
    '1 soon websocket-1 []',
    '1 1e999 websocket-1 []',
    '1 2 socket-1 []',
    '1 2 websocket-1x []',
    '1 2 __proto__ []',
    '1x 2 websocket-1 []',
  ])('is none that a page made up: %s', (line) => {
    expect(read(line)).toBeUndefined();
  });

  it('does not borrow from the line after it', () => {
    const text = '1 2 websocket-1\n3 4 websocket-1 []';
    expect(readFrameLine({ text, start: 0, end: text.indexOf('\n') }, 'L1')).toBeUndefined();
  });
});
