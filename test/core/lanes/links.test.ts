import { describe, expect, it } from 'vitest';
import { linksOf } from '../../../extension/core/lanes/links.ts';
import { lanesOfStory, OVERTAKEN } from './lanes-of-story.ts';

/** Arrows of an event, each from what to what: `request c1 → received`. */
function arrows(story: string, i: number): string[] {
  const { trace, ledger } = lanesOfStory(story);
  const named = (at: number) => [trace.kind(at), trace.decision(at)].filter((word) => word !== '').join(' ');
  return linksOf(trace, ledger, i).map(({ from, to }) => `${from} ${named(from)} → ${to} ${named(to)}`);
}

describe('the arrows of what belongs together', () => {
  it('lead from the request to its message, and from both to what was decided', () => {
    const all = [
      '1 request → 3 received',
      '1 request → 2 request',
      '4 message → 5 decision held',
      '7 response → 8 decision matched-own-create',
      '3 received → 8 decision matched-own-create',
    ];
    expect(arrows(OVERTAKEN, 3)).toEqual(all);
    for (const i of [1, 8]) expect(new Set(arrows(OVERTAKEN, i)), `of event ${i}`).toEqual(new Set(all));
  });

  it('lead from a message of somebody else to its decision, and from nowhere else', () => {
    const story =
      'received POST 7\nmessage POST 7\ndecision inserted 7\nreceived POST 8\nmessage POST 8\ndecision inserted 8';
    expect(arrows(story, 0)).toEqual(['1 message → 2 decision inserted']);
    expect(arrows(story, 2)).toEqual(['1 message → 2 decision inserted']);
  });

  it('lead from one message to the decisions of every collection that heard it', () => {
    const story = `
      received POST 7
      message POST 7
      decision inserted 7
      message POST 7 source=s2
      decision ignored-stale 7 source=s2
    `;
    expect(arrows(story, 0)).toEqual(['1 message → 2 decision inserted', '3 message → 4 decision ignored-stale']);
  });

  it('are not there for what belongs to nothing', () => {
    expect(arrows('load http://a.test/\nreceived POST 7', 0)).toEqual([]);
    expect(arrows('load http://a.test/\nreceived POST 7', 1)).toEqual([]);
  });

  it('never lead from an event to itself, nor the same way twice', () => {
    for (let i = 0; i < 9; i += 1) {
      const told = arrows(OVERTAKEN, i);
      expect(new Set(told).size).toBe(told.length);
      for (const arrow of told) {
        const [from, to] = arrow.split(' → ').map((end) => end.split(' ')[0]);
        expect(from).not.toBe(to);
      }
    }
  });
});
