import { describe, expect, it } from 'vitest';
import { deliverFromWire } from '../../../../extension/page/taps/backbone/wire-deliveries.ts';
import type { Tap } from '../../../../extension/page/taps/tap.ts';
import { createFrameReader } from '../../../../extension/page/taps/wire/frame-reader.ts';

/** Deliveries of the channels that have collections. */
function deliveriesOf(...concerned: string[]) {
  const begun: unknown[] = [];
  const channels: string[] = [];
  let reads = 0;
  const reader = createFrameReader();
  const tap: Tap = {
    report: () => {},
    frame: () => false,
    stack: () => undefined,
    guarded: (_where, work) => work(),
    later: (work) => work(),
  };
  const deliveries = deliverFromWire(tap, {
    isIdle: () => concerned.length === 0,
    concerns: (channel) => (concerned.includes(channel) ? '' : undefined),
    channel: (channel) => void channels.push(channel),
    begin(channel, data) {
      begun.push([channel, data]);
      return () => {};
    },
  });
  const receive = (text: string) =>
    deliveries.received(
      text,
      (frame) => {
        reads += 1;
        return reader(frame);
      },
      new Set(),
    );
  return { receive, begun, channels, reads: () => reads };
}

const frame = (...messages: object[]) => JSON.stringify(messages);

describe('deliveries from the wire', () => {
  it('are of the messages whose channels have collections', () => {
    const { receive, begun } = deliveriesOf('/a');
    receive(frame({ channel: '/a', data: 1 }, { channel: '/b', data: 2 }, { channel: '/a', successful: true }));
    expect(begun).toEqual([['/a', 1]]);
  });

  it('parse no frame that names no channel of a collection', () => {
    const { receive, reads, channels } = deliveriesOf('/a');
    receive(frame({ channel: '/b', data: { text: '/a' } }, { channel: '/meta/connect', successful: true }));
    expect(reads()).toBe(0);
    expect(channels).toEqual(['/b']);
  });

  it.each([
    ['slashes', '[{"channel":"\\/a","data":1}]'],
    ['letters', '[{ "channel" : "\\u002fa", "data": 1 }]'],
  ])('know a channel whose %s are escaped', (_what, text) => {
    const { receive, begun, channels } = deliveriesOf('/a');
    receive(text);
    expect(begun).toEqual([['/a', 1]]);
    expect(channels).toEqual(['/a']);
  });

  it('find a channel in the middle of a long frame', () => {
    const { receive, begun } = deliveriesOf('/a');
    const long = { channel: '/b', data: 'x'.repeat(5_000) };
    receive(frame(long, { channel: '/a', data: 1 }, long));
    expect(begun).toEqual([['/a', 1]]);
  });
});
