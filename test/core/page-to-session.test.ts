import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Length } from '../../extension/core/protocol/utf8-length.ts';
import { createSession } from '../../extension/core/session.ts';
import { createBuffer } from '../../extension/page/buffer.ts';
import { readCommand } from '../../extension/page/command.ts';

/** A page's buffer and a panel's session, with a line between them that can break, and a clock turned by hand. */
function pageAndPanel(maxBytes: number) {
  const session = createSession({ maxBytes: 64 * 1024 * 1024, reader: 'panel' });
  const timers: (() => void)[] = [];
  let now = 0;
  let broken = false;
  const buffer = createBuffer({
    load: 'L1',
    describe: () => ({ url: 'http://localhost/', recording: true }),
    clock: { now: () => now, after: (_ms, callback) => void timers.push(callback) },
    send: (text) => {
      if (!broken) session.receive(text);
    },
    maxBytes,
  });
  return {
    session,
    receive: (connection: string, text: string) =>
      buffer.appendFrame(connection, text) ||
      buffer.append({
        layer: 'wire',
        kind: 'received',
        connection,
        transport: 'websocket',
        text,
        bytes: utf8Length(text),
      }),
    append: (state: string) => buffer.append({ layer: 'page', kind: 'lifecycle', state }),
    /** Time passes: whatever is due goes out. */
    settle() {
      for (now += 100; timers.length > 0; now += 100) timers.shift()?.();
    },
    breakLine() {
      broken = true;
    },
    reconnect() {
      broken = false;
      const command = readCommand(JSON.stringify(session.hello()));
      if (command?.type === 'hello') buffer.hello(command);
    },
  };
}

/** What the trace tells: `5`, or `gap 2-4`. */
function toldBy({ trace }: ReturnType<typeof createSession>): string[] {
  return Array.from({ length: trace.end - trace.first }, (_, index) => {
    const event = trace.event(trace.first + index);
    return event.kind === 'gap' ? `gap ${event.from}-${event.from + event.count - 1}` : `${event.seq}`;
  });
}

describe('between a page’s buffer and a panel’s session', () => {
  it('every event arrives once and in order, or is counted in a gap, however the line breaks', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.nat(40).map((many) => ({ do: 'append', many }) as const) },
      { weight: 3, arbitrary: fc.constant({ do: 'settle' } as const) },
      { weight: 1, arbitrary: fc.constant({ do: 'break' } as const) },
      { weight: 2, arbitrary: fc.constant({ do: 'reconnect' } as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 500, max: 20_000 }), (steps, maxBytes) => {
        const { session, append, settle, breakLine, reconnect } = pageAndPanel(maxBytes);
        let appended = 0;
        for (const action of steps) {
          if (action.do === 'append') for (let k = 0; k < action.many; k += 1) append(`state ${++appended}`);
          else if (action.do === 'settle') settle();
          else if (action.do === 'break') breakLine();
          else reconnect();
        }
        reconnect();
        settle();

        let next = 1;
        let lost = 0;
        for (const told of toldBy(session)) {
          const [from = 0, to = from] = told.replace('gap ', '').split('-').map(Number);
          expect(from).toBe(next);
          next = to + 1;
          if (told.startsWith('gap')) lost += to - from + 1;
        }
        expect(next).toBe(appended + 1);
        expect(session.status().lost).toBe(lost);
      }),
    );
  });

  it('says how many events a small ring had to forget', () => {
    const { session, append, reconnect, settle } = pageAndPanel(1_000);
    for (let n = 1; n <= 100; n += 1) append(`state ${n}`);
    reconnect();
    settle();
    const [gap = '', ...rest] = toldBy(session);
    expect(gap).toMatch(/^gap 1-\d\d$/);
    expect(rest.at(-1)).toBe('100');
    expect(session.status()).toMatchObject({ gaps: 1, lost: Number(gap.slice('gap 1-'.length)) });
  });

  it('a frame is the same event whether it went as JSON or not, and is found by its words', () => {
    const text = '[{"channel":"/api/todos","data":{"method":"PUT","id":"7","body":{"title":"\\"grün\\" 緑"}}}]';
    const { session, receive, reconnect, settle } = pageAndPanel(100_000);
    reconnect();
    receive('websocket-1', text);
    receive('websocket-1', `${text} \n`);
    settle();
    const told = [session.trace.event(0), session.trace.event(1)];
    expect(told).toMatchObject([
      { seq: 1, connection: 'websocket-1', transport: 'websocket', text, bytes: 92 },
      { seq: 2, connection: 'websocket-1', transport: 'websocket', text: `${text} \n`, bytes: 94 },
    ]);
    expect(session.trace.modelId(0)).toBe('7');
    for (const words of ['received', '/api/todos', '\\"grün', '緑', 'websocket-1']) {
      expect(session.setFilter(JSON.stringify(words))).toBeUndefined();
      expect([words, session.rows.length]).toEqual([words, 2]);
    }
  });
});
