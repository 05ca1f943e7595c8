import { describe, expect, it } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { streamPosition } from '../../../extension/core/subscriptions/streams.ts';
import { readRow } from '../../../extension/panel/list/read-row.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

/** What the rows of these positions say, each `channel replayId`. */
function told(...positions: string[]): string[] {
  const story = positions.map((position) => {
    const [channel, replayId] = position.split(' ');
    return `wire frame [{"channel":"${channel}","data":{"event":{"replayId":${replayId}},"payload":{}}}]`;
  });
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(['load http://localhost/', ...story].join('\n'))));
  return positions.map((_, n) => readRow(session, n + 1).detail);
}

describe('a stream that numbers its messages', () => {
  it('is told by its positions, and by what was not seen between two', () => {
    expect(told('/a 1', '/a 2', '/a 5', '/a 7', '/a 7', '/a 3')).toEqual([
      'replayId 1',
      'replayId 2',
      'replayId 5, 3 to 4 not seen',
      'replayId 7, 6 not seen',
      'replayId 7, the same as before',
      'replayId 3, behind 7',
    ]);
  });

  it('is one for each channel', () => {
    expect(told('/a 1', '/b 9', '/a 2')).toEqual(['replayId 1', 'replayId 9', 'replayId 2']);
    expect(streamPosition(4, undefined)).toBe('replayId 4');
  });
});
