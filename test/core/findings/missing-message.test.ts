import { describe, expect, it } from 'vitest';
import { FOREIGN, findingsOf, textOf } from './found.ts';

const GAP = `${FOREIGN}
  message POST 7 seq=1
  change add 7
  ended
  message POST 9 seq=3
  change add 9
  ended`;

describe('a number that is passed over', () => {
  it('is a warning, and says that no request left', () => {
    const { lines, list } = findingsOf(GAP);
    expect(lines()).toEqual(['warning present missing-message']);
    expect(textOf(list()[0]?.observed)).toContain('no request left');
  });

  it('is resolved when the message comes late', () => {
    const { lines, more } = findingsOf(GAP);
    more('message POST 8 seq=2\nchange add 8\nended');
    expect(lines()).toEqual(['warning resolved missing-message']);
  });

  it('is resolved by a list', () => {
    const { lines, more } = findingsOf(GAP);
    more(
      'request r1 read /api/todos\nresponse r1 read 200 channelSeq=3 body=[{"id":"7"},{"id":"8"},{"id":"9"}]\nchange add 8\nended',
    );
    expect(lines()).toEqual(['warning resolved missing-message']);
  });

  it('is none where the numbers come in order', () => {
    expect(findingsOf(GAP.replace('seq=3', 'seq=2')).lines()).toEqual([]);
  });
});
