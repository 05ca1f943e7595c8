import { describe, expect, it } from 'vitest';
import { createFrameReader } from '../../../../extension/page/taps/wire/frame-reader.ts';
import { createToldFrames, type FrameCarrier } from '../../../../extension/page/taps/wire/told-frames.ts';

const line = (...sessions: string[]): FrameCarrier => ({ sessions: new Set(sessions) });
const frame = (...messages: object[]) => JSON.stringify(messages);
const data = (text: string, id?: string) => ({ channel: '/a', data: { text }, ...(id !== undefined && { id }) });

/** What was reported recently, and a clock that goes when it is set. */
function told() {
  let ms = 0;
  const frames = createToldFrames(() => ms, createFrameReader());
  return {
    ...frames,
    get sentSoFar() {
      return frames.sentSoFar;
    },
    later: (message: object, session?: string) => frames.hasReceived(message, session, false),
    handling: (message: object, session?: string) => frames.hasReceived(message, session, true),
    pass: (by: number) => {
      ms += by;
    },
  };
}

describe('what the wire has told', () => {
  it('covers the messages of the frame that is being handled, each once', () => {
    const { received, handling } = told();
    received(line('s'), frame(data('one'), data('two')));
    expect([data('one'), data('two'), data('two')].map((message) => handling(message, 's'))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('covers a message that is handed on later, by what it is', () => {
    const { received, later } = told();
    received(line('s'), frame(data('one', '1')));
    received(line('s'), frame(data('two')));
    expect(later(data('two'), 's')).toBe(true);
    expect(later(data('one', '1'), 's')).toBe(true);
    expect(later(data('three'), 's')).toBe(false);
  });

  it('takes two equal messages that the server sent for two, and a third that it did not send for none of them', () => {
    const { received, later } = told();
    received(line('s'), frame(data('same')));
    received(line('s'), frame(data('same')));
    expect([1, 2, 3].map(() => later(data('same'), 's'))).toEqual([true, true, false]);
  });

  it('knows a message by its id that the page changed on its way, and none without', () => {
    const { received, later } = told();
    received(line('s'), frame(data('cipher', '7'), data('cipher')));
    expect(later(data('plain', '7'), 's')).toBe(true);
    expect(later(data('plain'), 's')).toBe(false);
  });

  it('gives no client what came over the line of another', () => {
    const { received, later, handling } = told();
    received(line('one'), frame(data('same')));
    expect(handling(data('same'), 'other')).toBe(false);
    expect(later(data('same'), 'other')).toBe(false);
    expect(later(data('same'), 'one')).toBe(true);
  });

  it('learns whose a line is from what is sent on it, be it several clients’', () => {
    const { sent, received, later } = told();
    const shared = line();
    for (const clientId of ['one', 'two']) sent(shared, frame({ channel: '/meta/connect', clientId, id: '2' }));
    received(shared, frame(data('for two')));
    expect([...shared.sessions]).toEqual(['one', 'two']);
    expect(later(data('for two'), 'three')).toBe(false);
    expect(later(data('for two'), 'two')).toBe(true);
  });

  it('does not tell again what somebody told before it, and tells the rest of the frame', () => {
    const { sent, received, later } = told();
    const poll = line();
    sent(poll, frame({ channel: '/meta/connect', clientId: 's', id: '2' }));
    expect(later(data('one'), 's')).toBe(false);
    expect(received(poll, frame(data('one'), data('two')))).toBe(frame(data('two')));
    expect(later(data('one'), 's')).toBe(false);
    expect(received(poll, frame(data('one')))).toBeUndefined();
    expect(received(poll, frame(data('one')))).toBe(frame(data('one')));
  });

  it('expects nothing of a line that is at its end, nor for long', () => {
    const { sent, received, ended, later, pass } = told();
    const first = line();
    const second = line();
    sent(first, frame({ channel: '/meta/connect', clientId: 's' }));
    ended(first);
    expect(later(data('one'), 's')).toBe(false);
    sent(second, frame({ channel: '/meta/connect', clientId: 's' }));
    expect(received(second, frame(data('one')))).toBe(frame(data('one')));
    expect(later(data('two'), 's')).toBe(false);
    pass(2_001);
    expect(received(second, frame(data('two')))).toBe(frame(data('two')));
  });

  it('says whether a message of a client has left, and that it does not know of what it forgot', () => {
    const all = told();
    const poll = line();
    all.sent(poll, frame({ channel: '/meta/handshake', id: '1' }));
    const after = all.sentSoFar;
    all.sent(poll, frame({ channel: '/meta/connect', clientId: 's', id: '2' }));
    expect(all.hasSent('1', undefined, 0)).toBe(true);
    expect(all.hasSent('2', 's', after)).toBe(true);
    expect(all.hasSent('2', 'other', after)).toBe(false);
    expect(all.hasSent('3', 's', after)).toBe(false);
    for (let id = 0; id < 1_000; id += 1) all.sent(poll, frame({ channel: '/b', clientId: 's', id: `b${id}` }));
    expect(all.hasSent('2', 's', after)).toBeUndefined();
  });

  it('keeps no more than a megabyte of what nobody asks for, and the newest frame', () => {
    const { received, later } = told();
    const long = (text: string) => data(text + 'x'.repeat(600_000), text);
    for (const text of ['1', '2', '3']) received(line('s'), frame(long(text)));
    expect(later(long('1'), 's')).toBe(false);
    expect(later(long('3'), 's')).toBe(true);
  });

  it('is not troubled by a frame that is no JSON', () => {
    const { received, later } = told();
    received(line(), '[{"channel":"/a"');
    received(line(), 'null');
    expect(later(data('one'), 's')).toBe(false);
  });
});
