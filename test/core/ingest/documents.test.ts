import { describe, expect, it, vi } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

const session = (preserve = false) => createSession({ maxBytes: 1_000_000, reader: 'panel', preserve });
type Panel = ReturnType<typeof session>;
const tell = (panel: Panel, story: string, header = {}) => panel.receive(batchOf(eventsOf(story), header));
const kinds = ({ trace }: Panel) =>
  Array.from(
    { length: trace.end - trace.first },
    (_, k) => `${trace.load(trace.first + k)} ${trace.kind(trace.first + k)}`,
  );

const TWO = ['load http://a/\nmessage POST 7', 'load http://b/ load=L2\nmessage POST 8 load=L2'] as const;

describe('another document', () => {
  it('takes the place of the one before, in all views', () => {
    const panel = session();
    for (const story of TWO) tell(panel, story);
    expect(kinds(panel)).toEqual(['L2 load', 'L2 message']);
    expect(panel.rows.length).toBe(2);
    expect(panel.collections.all().map(({ load }) => load)).toEqual(['L2']);
    expect(panel.status()).toMatchObject({ load: 'L2' });
  });

  it('leaves what is shown when the log is preserved, with its load as a mark between', () => {
    const panel = session(true);
    for (const story of TWO) tell(panel, story);
    expect(kinds(panel)).toEqual(['L1 load', 'L1 message', 'L2 load', 'L2 message']);
    panel.setPreserve(false);
    tell(panel, 'load http://c/ load=L3');
    expect(kinds(panel)).toEqual(['L3 load']);
  });

  it('is also one that comes back from the back/forward cache, which is told whole, frames and all', () => {
    const panel = session();
    tell(panel, TWO[0]);
    tell(panel, 'load http://ad/ load=F1 frame=advert\nmessage POST 1 load=F1');
    tell(panel, 'load http://b/ load=L2 began=2000000');
    expect(kinds(panel)).toEqual(['L2 load']);
    expect(panel.hello()).toMatchObject({ positions: { L2: 1 } });
    // Who of them comes back first is not said.
    tell(panel, 'load http://ad/ load=F1 frame=advert\nmessage POST 1 load=F1');
    tell(panel, `${TWO[0]}\nmessage PUT 7`);
    expect(kinds(panel)).toEqual(['F1 load', 'F1 message', 'L1 load', 'L1 message', 'L1 message']);
    expect(panel.status()).toMatchObject({ load: 'L1', lost: 0 });
    expect(panel.documents.live().map(({ load }) => load)).toEqual(['F1', 'L1']);
  });

  it('goes on where it was when it comes back and the log is preserved', () => {
    const panel = session(true);
    for (const story of TWO) tell(panel, story);
    expect(panel.hello()).toMatchObject({ positions: { L1: 2, L2: 2 } });
    tell(panel, 'message PUT 7 load=L1 n=3');
    expect(kinds(panel)).toEqual(['L1 load', 'L1 message', 'L2 load', 'L2 message', 'L1 message']);
  });

  it('is not told again, when it comes back, what was cleared by hand', () => {
    const panel = session();
    tell(panel, TWO[0]);
    panel.clear();
    tell(panel, TWO[1]);
    expect(panel.hello()).toMatchObject({ positions: { L1: 2 } });
  });

  it('keeps its frames that were seen before it', () => {
    const panel = session();
    tell(panel, TWO[0]);
    tell(panel, 'load http://old/ load=F1 frame=old began=1000020');
    tell(panel, 'load http://new/ load=F2 frame=new began=2000001\nmessage POST 1 load=F2');
    tell(panel, 'load http://b/ load=L2 began=2000000');
    expect(kinds(panel)).toEqual(['F2 load', 'F2 message', 'L2 load']);
    expect(panel.hello()).toMatchObject({ positions: { F2: 2, L2: 1 } });
    expect(panel.documents.live().map(({ load }) => load)).toEqual(['F2', 'L2']);
  });

  it('does not give way to last words of the page before it, and asks whether that is there again', () => {
    const doubts = vi.fn();
    const panel = createSession({ maxBytes: 1_000_000, reader: 'panel', onDoubt: doubts });
    for (const story of TWO) tell(panel, story);
    tell(panel, 'message PUT 7 load=L1 n=3');
    tell(panel, 'message PUT 8 load=L1 n=4');
    expect(kinds(panel)).toEqual(['L2 load', 'L2 message']);
    expect(panel.status()).toMatchObject({ load: 'L2', lost: 0 });
    expect(doubts).toHaveBeenCalledOnce();
    tell(panel, `${TWO[0]}\nmessage PUT 7\nmessage PUT 8`);
    expect(kinds(panel)).toEqual(['L1 load', 'L1 message', 'L1 message', 'L1 message']);
  });

  it('is not one that began before the page and is seen after it, unless it says so again when asked', () => {
    const doubts = vi.fn();
    const panel = createSession({ maxBytes: 1_000_000, reader: 'panel', onDoubt: doubts });
    tell(panel, 'load http://b/ load=L2 began=2000000');
    const late = 'load http://a/ began=1000000\nmessage POST 7';
    tell(panel, late);
    tell(panel, 'load http://ad/ load=F1 frame=ad began=1000001');
    expect(kinds(panel)).toEqual(['L2 load']);
    expect(panel.status()).toMatchObject({ load: 'L2' });
    expect(doubts).toHaveBeenCalledTimes(2);
    tell(panel, late);
    expect(kinds(panel)).toEqual(['L1 load', 'L1 message']);
    expect(panel.status()).toMatchObject({ load: 'L1', lost: 0 });
  });

  it('takes what was missing of the one before with it', () => {
    const panel = session();
    tell(panel, `${TWO[0]}\nmessage PUT 7 n=9`);
    expect(panel.status()).toMatchObject({ gaps: 1, lost: 6 });
    tell(panel, TWO[1]);
    expect(panel.status()).toMatchObject({ gaps: 0, lost: 0, rejected: 0, cut: 0 });
  });

  it('is not a frame, and leaves an opened recording alone until it is cleared', () => {
    const panel = session();
    tell(panel, TWO[0]);
    tell(panel, 'load http://ad/ load=F1 frame=advert\nmessage POST 1 load=F1');
    expect(panel.trace.end - panel.trace.first).toBe(4);
    panel.open(eventsOf('message POST 9'));
    tell(panel, TWO[1]);
    expect(panel.trace.end - panel.trace.first).toBe(3);
    panel.clear();
    tell(panel, 'load http://c/ load=L3');
    expect(kinds(panel)).toEqual(['L3 load']);
  });
});

describe('the documents of a tab', () => {
  it('are the top one and its frames, each event naming its own', () => {
    const panel = session();
    tell(panel, 'load http://a/');
    tell(panel, 'load http://ad/ load=F1 frame=advert');
    expect(panel.documents.live().map(({ load, url, frame }) => [load, url, frame])).toEqual([
      ['L1', 'http://a/', undefined],
      ['F1', 'http://ad/', 'advert'],
    ]);
    expect(panel.documents.of('F1')).toMatchObject({ frame: 'advert', early: true });
    tell(panel, 'load http://b/ load=L2 began=2000000');
    expect(panel.documents.live().map(({ load }) => load)).toEqual(['L2']);
    expect(panel.documents.of('F1')?.live).toBe(false);
  });

  it('know a frame by its header, when its beginning was lost', () => {
    const panel = session();
    tell(panel, 'load http://a/');
    tell(panel, 'message POST 7 load=F1 n=900', { frame: 'advert', url: 'http://ad/' });
    expect(panel.status()).toMatchObject({ load: 'L1' });
    expect(panel.trace.end - panel.trace.first).toBe(3);
  });
});

describe('the documents of a recording', () => {
  it('are known with their frames, and replace none that is here', () => {
    const panel = session();
    tell(panel, TWO[0]);
    panel.open(eventsOf('load http://b/ load=L2\nload http://b/frame load=L3 frame=http://b/frame'));
    expect(panel.documents.of('L3')).toMatchObject({ frame: 'http://b/frame', live: false });
    expect(panel.documents.top).toBe('L1');
    expect(panel.documents.live().map(({ load }) => load)).toEqual(['L1']);
    expect(panel.status()).toMatchObject({ opened: true, load: 'L1' });
    panel.clear();
    expect(panel.status().opened).toBe(false);
  });
});
