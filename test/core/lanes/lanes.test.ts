import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LanePlace } from '../../../extension/core/lanes/lanes.ts';
import { eventsOf } from '../../support/trace-language.ts';
import {
  allDrawn,
  BEGIN,
  drawn,
  lanesOfStory,
  OVERTAKEN,
  onlyLane,
  silentLanes,
  type ToldLanes,
} from './lanes-of-story.ts';

const ALL = Number.POSITIVE_INFINITY;

/** Such a create on a page that is connected, and what came of it. */
const CREATED = `
  load http://a.test/
  faye state state=connected
  sent /meta/connect id=4
  reply /meta/connect id=4
  ${OVERTAKEN}
  change set 7
  message POST 8
  change add 8
`;

/** Where an event is seen, in a line: `channel, bar 0 of event 7, 80–130`. */
function seen({ lanes }: ToldLanes, i: number): string | undefined {
  const place = lanes.placeOf(i);
  return place && inWords(place);
}

function inWords({ lane, index, row, start, end }: LanePlace): string {
  const what = row === undefined ? 'mark' : `bar ${row}`;
  const until = end === start ? '' : `–${end === ALL ? '' : end - BEGIN}`;
  return `${lane.name}, ${what} of event ${index}, ${start - BEGIN}${until}`;
}

describe('the lanes', () => {
  it('stand by kind, and within a kind in the order in which they came', () => {
    const { lanes } = lanesOfStory(`
      received POST 7 channel=/b
      message POST 7 channel=/b
      decision inserted 7
      received POST 7 channel=/a
      request c1 read /a
      faye client endpoint=/faye
      load http://a.test/
    `);
    expect(lanes.lanes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'page page',
      'connection Faye client f1',
      'request Requests',
      'channel /b',
      'channel /a',
      'collection s1',
    ]);
  });

  it('know when the first and the last event were, whatever order they came in', () => {
    const { lanes } = lanesOfStory('load http://a.test/\nreceived POST 7 after=90\nreceived POST 8 load=L2 after=-95');
    expect([lanes.first - BEGIN, lanes.last - BEGIN]).toEqual([5, 100]);
  });

  it('count what happened when, and what of it was trouble', () => {
    const { lanes } = lanesOfStory('received POST 7\nrequest c1 read /a\nresponse c1 read 503\nmessage POST 9');
    expect(lanes.rate.count(BEGIN, BEGIN + 100)).toEqual({ all: 4, trouble: 1 });
  });
});

describe('where an event is seen', () => {
  const told = lanesOfStory(CREATED);

  it('is its mark, or the bar that it begins or ends', () => {
    expect(seen(told, 0)).toBe('page, mark of event 0, 10');
    expect(seen(told, 1)).toBe('Faye client f1, bar 0 of event 1, 20–');
    expect(seen(told, 2)).toBe('Faye client f1, bar 1 of event 2, 30–40');
    expect(seen(told, 3)).toBe(seen(told, 2));
    expect(seen(told, 5)).toBe('Requests, bar 0 of event 5, 60–120');
    expect(seen(told, 11)).toBe(seen(told, 5));
    expect(seen(told, 6)).toBe('HTTP, bar 0 of event 6, 70–110');
    expect(seen(told, 10)).toBe(seen(told, 6));
  });

  it('is the bar of a hold before the mark of the message that was held: it tells more', () => {
    expect(seen(told, 7)).toBe('/api/todos, bar 0 of event 7, 80–130');
  });

  it('is where the message arrived, for what a collection received', () => {
    expect(seen(told, 8)).toBe(seen(told, 7));
  });

  it('is on its collection’s lane, for a decision', () => {
    expect(seen(told, 9)).toBe('todos, mark of event 9, 100');
    expect(seen(told, 12)).toBe('todos, mark of event 12, 130');
  });

  it('is where that is seen which led to it, for a change: it has no mark', () => {
    expect(seen(told, 13)).toBe(seen(told, 11));
    expect(seen(told, 15)).toBe('/api/todos, mark of event 14, 150');
    const folded = lanesOfStory('received POST 7\nmessage POST 7\ndecision inserted 7\nchange add 7');
    expect(seen(folded, 3)).toBe('/api/todos, mark of event 0, 10');
  });

  it('is known of every event but of those that led to nothing and came of nothing', () => {
    for (let i = 0; i < told.trace.end; i += 1) expect(seen(told, i), told.trace.line(i)).toBeDefined();
    expect(told.lanes.placeOf(1_000)).toBeUndefined();
    expect(seen(lanesOfStory('change add 7'), 0)).toBeUndefined();
  });
});

/** Lines of a story, as they may follow each other in a page of several collections. */
const lines = fc.oneof(
  fc.constantFrom(
    'load http://a.test/',
    'load http://a.test/ load=L2',
    'faye state state=connected',
    'faye state state=disconnected',
    'faye transport state=down',
    'faye transport state=up',
    'wire opened ws://a.test/faye',
    'wire closed clean=true',
    'page hide',
    'page show',
    'gap 2 1',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'request c$ create /a',
        'response c$ create 201',
        'response c$ create 0',
        'http request h$ GET /a',
        'http failed h$ abort',
        'sent /meta/connect id=$',
        'reply /meta/connect id=$',
        'received POST $ seq=$',
        'message POST $ seq=$',
        'decision held $',
        'decision inserted-after-hold $ heldMs=3',
        'change add $',
      ),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('', ' source=s2', ' load=L2'),
    )
    .map(([line, n, more]) => `${line.replaceAll('$', String(n))}${/^(http|sent|reply)/.test(line) ? '' : more}`),
);
/** Documents report each by themselves: now and then an event comes later than its time. */
const stories = fc
  .array(fc.tuple(lines, fc.integer({ min: -15, max: 40 })), { maxLength: 120 })
  .map((told) => told.map(([line, after]) => `${line} after=${after}`).join('\n'));

describe('catching up', () => {
  it('in slices, while the story goes on, comes to the same as at once', () => {
    fc.assert(
      fc.property(stories, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (story, slices) => {
        const atOnce = lanesOfStory(story);
        const events = eventsOf(story);
        const told = silentLanes();
        for (let from = 0, n = 0; from < events.length || told.lanes.behind > 0; n += 1) {
          const slice = slices[n % slices.length] ?? 1;
          told.hear(events.slice(from, from + slice));
          from += slice;
          told.lanes.catchUp(slices[(n + 1) % slices.length] ?? 1);
        }
        expect(allDrawn(told.lanes)).toEqual(allDrawn(atOnce.lanes));
        for (let i = 0; i < events.length; i += 1) expect(seen(told, i)).toBe(seen(atOnce, i));
        expect([told.lanes.first, told.lanes.last]).toEqual([atOnce.lanes.first, atOnce.lanes.last]);
      }),
    );
  });

  it('says how much is still to come, and takes no more than it was told to', () => {
    const told = silentLanes();
    told.hear(eventsOf('received POST 7\nreceived POST 8\nreceived POST 9'));
    expect(told.lanes.behind).toBe(3);
    told.lanes.catchUp(2);
    expect(told.lanes.behind).toBe(1);
    expect(drawn(onlyLane(told.lanes, 'channel'))).toEqual(['marks: 10 message, 20 message']);
  });

  it('keeps the list of lanes while no lane comes or goes, so that nothing is laid out again', () => {
    const told = silentLanes();
    told.hear(eventsOf('received POST 7'));
    told.lanes.catchUp(ALL);
    const before = told.lanes.lanes;
    told.hear(eventsOf('received POST 8'));
    told.lanes.catchUp(ALL);
    expect(told.lanes.lanes).toBe(before);
  });
});

/** As many messages, ten milliseconds apart. */
const messages = (count: number, channel = '/api/todos', from = 0) =>
  eventsOf(Array.from({ length: count }, (_, n) => `received POST ${n + from} channel=${channel}`).join('\n'));

describe('forgetting', () => {
  it('goes with the trace: marks, lanes that have none left, and the time that they took', () => {
    const told = silentLanes(60_000);
    told.hear(eventsOf('load http://a.test/\nrequest c1 create /api/todos\nresponse c1 create 201'));
    told.lanes.catchUp(ALL);
    expect(told.lanes.lanes.map(({ kind }) => kind)).toEqual(['page', 'request']);
    told.hear(messages(1_000));
    told.lanes.catchUp(ALL);
    const { trace, lanes } = told;
    expect(trace.first).toBeGreaterThan(3);
    expect(lanes.lanes.map(({ kind }) => kind)).toEqual(['channel']);
    expect(onlyLane(lanes, 'channel').marks.size).toBe(trace.end - trace.first);
    expect(lanes.first).toBe(trace.at(trace.first));
    expect(lanes.last).toBe(trace.at(trace.end - 1));
    expect(lanes.placeOf(0)).toBeUndefined();
    expect(seen(told, trace.end - 1)).toBe(`/api/todos, mark of event ${trace.end - 1}, 10000`);
  });

  it('leaves nothing when the trace was cleared, and starts over with what comes', () => {
    const told = lanesOfStory(CREATED);
    told.trace.clear();
    told.lanes.catchUp(ALL);
    expect(told.lanes.lanes).toEqual([]);
    expect([told.lanes.first, told.lanes.last]).toEqual([Number.NaN, Number.NaN]);
    told.hear(eventsOf('received POST 9\nreceived POST 9 load=L2 after=-5'));
    told.lanes.catchUp(ALL);
    expect(allDrawn(told.lanes)).toEqual({ 'channel /api/todos': ['marks: 5 message, 10 message'] });
    expect(seen(told, told.trace.end - 2)).toBe(`/api/todos, mark of event ${told.trace.end - 2}, 10`);
    expect([told.lanes.first - BEGIN, told.lanes.last - BEGIN]).toEqual([5, 10]);
  });

  it('passes over what came and went while nobody looked', () => {
    const told = silentLanes(60_000);
    told.lanes.catchUp(ALL);
    told.hear(messages(1_000));
    const here = told.trace.end - told.trace.first;
    expect(told.lanes.behind).toBe(here);
    told.lanes.catchUp(ALL);
    expect(onlyLane(told.lanes, 'channel').marks.size).toBe(here);
  });

  it('passes over what was cleared before anybody had looked', () => {
    const told = silentLanes();
    told.lanes.catchUp(ALL);
    told.hear(messages(10));
    told.trace.clear();
    told.hear(messages(3));
    told.lanes.catchUp(ALL);
    expect(onlyLane(told.lanes, 'channel').marks.size).toBe(3);
  });

  it('never costs a bar that is still here its end', () => {
    const told = silentLanes(60_000);
    told.hear(messages(1_000));
    told.lanes.catchUp(ALL);
    told.hear(eventsOf('request c1 create /api/todos'));
    told.lanes.catchUp(ALL);
    told.hear(messages(50, '/b'));
    told.lanes.catchUp(ALL);
    told.hear(eventsOf('response c1 create 201 after=500'));
    told.lanes.catchUp(ALL);
    expect(drawn(onlyLane(told.lanes, 'request'))).toEqual(['row 0: 10–500 ok']);
  });
});

describe('a page that makes up names without end', () => {
  it('gets a thousand lanes, and then one for all others of a kind', () => {
    const told = silentLanes();
    const names = Array.from({ length: 3_000 }, (_, n) => `received POST 7 channel=/c/${n}`);
    told.hear(eventsOf(['load http://a.test/', ...names, 'request c1 read /a'].join('\n')));
    told.lanes.catchUp(ALL);
    const { lanes } = told.lanes;
    expect(lanes).toHaveLength(1_002);
    const others = lanes.filter(({ name }) => name === 'and others');
    expect(others.map(({ kind, marks, bars }) => [kind, marks.size, bars.length])).toEqual([
      ['request', 0, 1],
      ['channel', 2_001, 0],
    ]);
    expect(seen(told, 3_000)).toBe('and others, mark of event 3000, 30010');
  });

  it('gets no more for its frames', () => {
    const told = silentLanes();
    const frames = Array.from({ length: 1_500 }, (_, n) => {
      const load = `load=F${n}`;
      return `load http://a.test/${n} ${load} frame=http://a.test/${n}\nrequest c1 read /a ${load}`;
    });
    told.hear(eventsOf(frames.join('\n')));
    told.lanes.catchUp(ALL);
    expect(told.lanes.lanes).toHaveLength(1_002);
    expect(seen(told, 2_999)).toBe('and others, bar 5 of event 2999, 30000–');
    expect(seen(told, 2_998)).toBe('and others, mark of event 2998, 29990');
  });
});
