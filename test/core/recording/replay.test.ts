import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../../extension/core/marks/mark.ts';
import type { Command } from '../../../extension/core/protocol/commands.ts';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { type Clock, createReplay } from '../../../extension/core/recording/replay.ts';
import { eventsOf } from '../../support/trace-language.ts';

/** Time that passes when told to. */
function createHandClock() {
  let now = 0;
  let timers: { at: number; fn: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after(ms, fn) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    clock,
    waiting: () => timers.length,
    pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const next = timers.reduce((one, other) => (other.at < one.at ? other : one), { at: Infinity, fn: () => {} });
        if (next.at > end) break;
        now = Math.max(now, next.at);
        timers = timers.filter((timer) => timer !== next);
        next.fn();
      }
      now = end;
    },
  };
}

/** A command in a word or two. */
function word(command: Command): string {
  if (command.type === 'stage/restore') return `restore ${command.channel} ${JSON.stringify(command.snapshot.models)}`;
  if (command.type !== 'stage/play') return command.type;
  const { report } = command;
  const name = report.kind === 'request' || report.kind === 'response' ? ` ${report.token}` : '';
  return `${report.kind}${name} ${command.channel}`;
}

function replayOf(story: string) {
  const said: string[] = [];
  const time = createHandClock();
  const commands: Command[] = [];
  /** Without what follows every restore, which has a test of its own. */
  const sink = (command: Command) => {
    if (command.type === 'describe') return;
    commands.push(command);
    said.push(word(command));
  };
  const replay = createReplay({ recording: { events: eventsOf(story) }, clock: time.clock, sink });
  return { replay, said, commands, time };
}

const STORY = `
  load http://localhost:3000/
  added todos /api/todos models=[{"id":1}] state={"low":0}
  request c1 create /api/todos after=100
  message POST 7 after=50
  decision held 7 after=0
  response c1 create 201 id=7 after=200
  change add 7
`;

describe('a replay', () => {
  it('has the restored collections told, so that it is a recording with a beginning itself', () => {
    const commands: string[] = [];
    const sink = ({ type }: Command) => void commands.push(type);
    createReplay({ recording: { events: eventsOf(STORY) }, clock: createHandClock().clock, sink }).step();
    expect(commands).toEqual(['stage/restore', 'describe', 'stage/play']);
  });

  it('starts paused, and says nothing by itself', () => {
    const { replay, said, time } = replayOf(STORY);
    time.pass(10_000);
    expect(replay).toMatchObject({ state: 'paused', position: 0, length: 3, speed: 1 });
    expect(said).toEqual([]);
  });

  it('restores, then plays the inputs of a collection with the recorded spacing', () => {
    const { replay, said, time } = replayOf(STORY);
    replay.play();
    expect(said).toEqual(['restore /api/todos [{"id":1}]', 'request c1 /api/todos']);
    time.pass(49);
    expect(said).toHaveLength(2);
    time.pass(1);
    expect(said.at(-1)).toBe('message /api/todos');
    time.pass(199);
    expect(replay.state).toBe('playing');
    time.pass(1);
    expect(said.at(-1)).toBe('response c1 /api/todos');
    expect(replay).toMatchObject({ state: 'ended', position: 3 });
    expect(time.waiting()).toBe(0);
  });

  it('plays reports as the collection made them, without the numbers of the trace', () => {
    const { replay, commands } = replayOf(STORY);
    replay.step();
    replay.step();
    expect(commands[0]).toMatchObject({ snapshot: { models: [{ id: 1 }], state: { low: 0 } } });
    const message = { method: 'POST', id: '7', body: { id: '7', title: 'milk' } };
    expect(commands[2]).toEqual({
      type: 'stage/play',
      channel: '/api/todos',
      report: { kind: 'message', input: 2, channel: '/api/todos', message },
    });
  });

  it('steps exactly one input, also out of playing', () => {
    const { replay, said, time } = replayOf(STORY);
    replay.play();
    replay.step();
    expect(replay).toMatchObject({ state: 'paused', position: 2 });
    time.pass(10_000);
    expect(said).toHaveLength(3);
    replay.step();
    expect(replay.state).toBe('ended');
    replay.step();
    replay.play();
    expect(said).toHaveLength(4);
  });

  it('keeps the time that had passed when it pauses', () => {
    const { replay, time } = replayOf(STORY);
    replay.play();
    time.pass(30);
    replay.pause();
    time.pass(1_000);
    replay.play();
    time.pass(19);
    expect(replay.position).toBe(1);
    time.pass(1);
    expect(replay.position).toBe(2);
  });

  it('scales the recorded time by its speed, also in the middle of a wait', () => {
    const { replay, time } = replayOf(STORY);
    replay.play();
    time.pass(25);
    replay.setSpeed(0.5);
    time.pass(49);
    expect(replay.position).toBe(1);
    time.pass(1);
    expect(replay.position).toBe(2);
    replay.setSpeed(100);
    time.pass(2);
    expect(replay.state).toBe('ended');
  });

  it('keeps its speed within 0.1 and 100', () => {
    const { replay } = replayOf(STORY);
    replay.setSpeed(0);
    expect(replay.speed).toBe(0.1);
    replay.setSpeed(1e9);
    expect(replay.speed).toBe(100);
    expect(() => replay.setSpeed(Number.NaN)).toThrow(RangeError);
  });

  it('lets the page go when it stops, and can begin again', () => {
    const { replay, said, time } = replayOf(STORY);
    replay.play();
    replay.stop();
    expect(said.at(-1)).toBe('stage/end');
    expect(replay).toMatchObject({ state: 'paused', position: 0 });
    time.pass(1_000);
    expect(said).toHaveLength(3);
    replay.step();
    expect(said.slice(3)).toEqual(said.slice(0, 2));
  });

  it('says nothing to the page when it stops before it began', () => {
    const { replay, said } = replayOf(STORY);
    replay.stop();
    expect(said).toEqual([]);
  });

  it('tells collections apart by the channel they were added with', () => {
    const { replay, said } = replayOf(`
      added todos /api/todos
      added lists /api/lists source=s2
      request c1 create /api/lists source=s2
      request c1 read /api/todos
    `);
    replay.step();
    replay.step();
    expect(said).toEqual([
      'restore /api/todos []',
      'restore /api/lists []',
      'request c1 /api/lists',
      'request c1 /api/todos',
    ]);
  });

  it('plays one of two collections that listen to the same channel', () => {
    const { replay, said } = replayOf(`
      added todos /api/todos
      added open /api/todos source=s2
      message POST 7
      message POST 7 source=s2
    `);
    expect(replay.length).toBe(1);
    replay.step();
    expect(said).toEqual(['restore /api/todos []', 'message /api/todos']);
  });

  it('restores a channel again when the page was loaded again', () => {
    const { replay, said } = replayOf(`
      load http://localhost:3000/
      added todos /api/todos
      message POST 7
      load http://localhost:3000/ load=L2
      added todos /api/todos models=[{"id":7}] load=L2
      message PUT 7 load=L2
    `);
    replay.step();
    expect(said).toHaveLength(2);
    replay.step();
    expect(said.slice(2)).toEqual(['restore /api/todos [{"id":7}]', 'message /api/todos']);
  });

  it('ignores inputs whose method is none of Backbone’s, and those of no known channel', () => {
    const { replay } = replayOf(`
      request c1 create /api/todos
      added lists /api/lists source=s2
      request c2 conquer /api/lists source=s2
    `);
    expect(replay.length).toBe(0);
    replay.play();
    expect(replay.state).toBe('ended');
  });

  it('keeps pace when timers are coarse', () => {
    const story = Array.from({ length: 1_000 }, (_, k) => `message PUT ${k} after=0.1`).join('\n');
    const { replay, time } = replayOf(story);
    const coarse: Clock = { now: time.clock.now, after: (ms, fn) => time.clock.after(Math.max(4, ms), fn) };
    const played = createReplay({ recording: { events: eventsOf(story) }, clock: coarse, sink: () => {} });
    played.play();
    time.pass(104);
    expect(played.state).toBe('ended');
    expect(replay.position).toBe(0);
  });

  it('plays every input once and in order, whatever the user does', () => {
    const story = Array.from({ length: 12 }, (_, k) => `request c${k} update /x after=${(k * 7) % 40}`).join('\n');
    const action = fc.oneof(
      fc.constantFrom('play', 'pause', 'step').map((name) => ({ name, n: 0 })),
      fc.nat(60).map((n) => ({ name: 'pass', n })),
      fc.double({ min: 0.1, max: 100, noNaN: true }).map((n) => ({ name: 'speed', n })),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const { replay, said, time } = replayOf(`added todos /api/todos\n${story}`);
        for (const { name, n } of actions) {
          if (name === 'pass') time.pass(n);
          else if (name === 'speed') replay.setSpeed(n);
          else if (name === 'play') replay.play();
          else if (name === 'pause') replay.pause();
          else replay.step();
          expect(said.filter((command) => command.startsWith('request')).length).toBe(replay.position);
          expect(time.waiting()).toBe(replay.state === 'playing' ? 1 : 0);
        }
        replay.play();
        time.pass(1_000_000);
        expect(replay.state).toBe('ended');
        expect(said.slice(1)).toEqual(Array.from({ length: 12 }, (_, k) => `request c${k} /api/todos`));
      }),
    );
  });
});

describe('a recording of which not all is whole', () => {
  const added = { source: 's1', name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true };
  const message = { method: 'POST', body: { id: '1', text: 'x'.repeat(1_000) } };
  const events = (marks?: Mark[]): LiveEvent[] => [
    {
      load: 'a',
      seq: 1,
      at: 0,
      layer: 'collection',
      kind: 'added',
      ...added,
      size: 0,
      inFlight: 0,
      held: 0,
      models: [],
    },
    {
      ...{ load: 'a', seq: 2, at: 1, layer: 'collection', kind: 'message', source: 's1', input: 1 },
      ...{ channel: '/api/todos', message, ...(marks && { marks }) },
    } as LiveEvent,
  ];
  function played(recorded: LiveEvent[]) {
    const { clock, pass } = createHandClock();
    const commands: Command[] = [];
    const replay = createReplay({ recording: { events: recorded }, clock, sink: (command) => commands.push(command) });
    replay.play();
    pass(1_000);
    replay.step();
    return { commands, replay };
  }

  it('is refused at its start, names the events, and says nothing to the page', () => {
    const { commands, replay } = played(events([{ path: '/message/body/text', length: 100_000 }]));
    expect(commands).toEqual([]);
    expect([replay.state, replay.position]).toEqual(['paused', 0]);
    expect(replay.refusal).toBe('Nothing is played: event 2 (message) is not in the recording whole.');
  });

  it('is played where a mark only says what JSON made of a value', () => {
    const { commands, replay } = played(events([{ path: '/message/body/on', is: 'Date' }]));
    expect(commands.map(({ type }) => type)).toContain('stage/play');
    expect(replay.refusal).toBe('');
  });
});
