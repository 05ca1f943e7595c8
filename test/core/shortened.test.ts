/** What a panel makes of events whose texts were too long: what it makes of the same with short ones, and says what is missing. */
import { describe, expect, it } from 'vitest';
import { createInference } from '../../extension/core/inference/inference.ts';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';
import { utf8Length } from '../../extension/core/protocol/utf8-length.ts';
import { createSession } from '../../extension/core/session.ts';
import { createBuffer } from '../../extension/page/buffer.ts';
import { readCommand } from '../../extension/page/command.ts';
import { eventLine } from '../../extension/page/event-line.ts';
import type { TapReport } from '../../extension/page/taps/tap.ts';
import { eventsOf } from '../support/trace-language.ts';

/** Below a probe's bound, and beyond it. */
const SHORT = 1_000;
const LONG = 100_000;

const text = (length: number, letter = 'x') => letter.repeat(length);

/** A page's buffer and a panel's session that asks it. */
function pageAndPanel() {
  const session = createSession({
    ...{ maxBytes: 64 * 1024 * 1024, reader: 'panel' },
    send: (command) => queueMicrotask(() => hear(JSON.stringify(command))),
  });
  const buffer = createBuffer({
    ...{ load: 'L1', clock: { now: () => 0, after: (_ms, callback) => callback() } },
    describe: () => ({ url: 'http://localhost/', recording: true }),
    send: session.receive,
  });
  function hear(said: string): void {
    const command = readCommand(said);
    if (command?.type === 'hello') buffer.hello(command);
    else if (command?.type === 'whole') buffer.tellWhole(command);
  }
  hear(JSON.stringify(session.hello()));
  return { session, tell: (report: object) => buffer.append(report as TapReport) };
}

const wire = (kind: 'sent' | 'received', messages: unknown, connection = 'long-polling-1') => {
  const frame = JSON.stringify(messages);
  return { layer: 'wire', kind, connection, transport: 'long-polling', text: frame, bytes: utf8Length(frame) };
};
const added = { source: 's1', name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true, size: 0 };
const collection = (kind: string, fields: object) => ({ layer: 'collection', kind, source: 's1', ...fields });

describe('a message with a long text', () => {
  const push = { channel: '/api/todos', data: { method: 'POST', body: { id: 'big', title: 't', text: text(LONG) } } };

  it('stands in its row with method, id and channel, and its text can be had whole', async () => {
    const { session, tell } = pageAndPanel();
    tell(wire('received', [push]));
    const { trace } = session;
    expect([trace.method(0), trace.modelId(0), trace.channel(0)]).toEqual(['POST', 'big', '/api/todos']);
    const { marks } = trace.event(0) as { marks: { path: string; length: number }[] };
    expect(marks).toEqual([{ path: '/text/0/data/body/text', length: LONG }]);
    expect(await session.wholeTexts.ask('L1', 1, '/text/0/data/body/text', LONG)).toBe(text(LONG));
    expect(await session.wholeTexts.ask('L1', 1, '/text/0/data/body/title', LONG)).toBeUndefined();
    expect(await session.wholeTexts.ask('L1', 1, '/text/0/data/body/text', LONG + 1)).toBeUndefined();
    expect(session.status().rejected).toBe(0);
  });

  it('does not hide the answer that stands in the same frame, nor the channel of its own', () => {
    const { session, tell } = pageAndPanel();
    const connect = { channel: '/meta/connect', clientId: 'c', id: '7' };
    tell(wire('sent', [connect]));
    tell(wire('received', [push, { ...connect, successful: true }]));
    const { trace, ledger } = session;
    expect(trace.end).toBe(3);
    expect(ledger.answerOf(0)).toBe(2);
    expect([trace.channel(1), trace.modelId(1)]).toEqual(['/api/todos', 'big']);
    expect(trace.event(1)).toMatchObject({ part: 1, marks: [{ path: '/text/data/body/text', length: LONG }] });
    expect(trace.event(2)).not.toHaveProperty('marks');
  });
});

describe('a model with a long text', () => {
  it('has its own attributes, and none that were invented', () => {
    const { session, tell } = pageAndPanel();
    tell(collection('added', { ...added, inFlight: 0, held: 0, models: [] }));
    tell(
      collection('change', {
        input: 0,
        op: 'add',
        cid: 'c1',
        id: '1',
        attributes: { id: '1', title: 't', text: text(LONG) },
      }),
    );
    expect(session.collections.modelsAt('L1', 's1', session.trace.end)).toMatchObject([
      {
        ...{ cid: 'c1', id: '1', attributes: { id: '1', title: 't', text: text(1_000) } },
        marks: [{ path: '/text', length: LONG }],
      },
    ]);
  });

  it('is counted in a snapshot that is too long, with its id', () => {
    const { session, tell } = pageAndPanel();
    const models = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ cid: `c${n}`, attributes: { id: `id-${n}`, text: text(350) } },
    }));
    tell(collection('added', { ...added, size: 5_000, inFlight: 0, held: 0, models }));
    const found = session.collections.modelsAt('L1', 's1', session.trace.end);
    expect(found).toHaveLength(5_000);
    expect(found[4_999]).toMatchObject({
      ...{ cid: 'c4999', id: 'id-4999', attributes: { id: 'id-4999' } },
      marks: [{ path: '', entries: 5_000, ids: true }],
    });
  });
});

describe('what is inferred of a foreign collection', () => {
  /** The decisions about a story, every document of which has a text of this length. */
  function decisionsOf(story: string, length: number): string[] {
    const inference = createInference();
    return eventsOf(story).flatMap((event) => {
      const { load, seq, at, ...report } = lengthened(event, length);
      const line = eventLine({ load, seq, at }, report as TapReport).line;
      return inference.take(JSON.parse(line)).map((told) => ('decision' in told ? told.decision : told.kind));
    });
  }

  function lengthened(event: LiveEvent, length: number): LiveEvent {
    const withText = (document: unknown): unknown => {
      if (Array.isArray(document)) return document.map(withText);
      return typeof document === 'object' && document !== null ? { ...document, text: text(length) } : document;
    };
    const told = { ...event } as unknown as Record<string, unknown>;
    for (const name of ['attributes', 'body']) if (name in told) told[name] = withText(told[name]);
    const message = told.message as { body?: unknown } | undefined;
    if (message?.body !== undefined) told.message = { ...message, body: withText(message.body) };
    return told as unknown as LiveEvent;
  }

  const FOREIGN = 'added todos /api/todos foreign=true models=[]';
  it.each([
    ['a create of another', `${FOREIGN}\nmessage POST 7 body={"id":"7"}\nchange add 7 attributes={"id":"7"}\nended`],
    [
      'an update that is merged',
      `${FOREIGN}\nmessage POST 7 body={"id":"7","title":"a"}\nchange add 7 attributes={"id":"7","title":"a"}\nended
       message PUT 7 body={"id":"7","title":"b"}\nchange change 7 attributes={"id":"7","title":"b"}\nended`,
    ],
    [
      'an echo that is shown twice',
      `${FOREIGN}\nchange add c1\nrequest c1 create /api/todos cid=cc1\nmessage POST 7 body={"id":"7"}
       change add 7 attributes={"id":"7"}\nended\nresponse c1 create 201 id=7 body={"id":"7"}
       change change 7 cid=cc1 attributes={"id":"7"}\nended`,
    ],
    ['a list', `${FOREIGN}\nrequest r1 read /api/todos\nresponse r1 read 200 body=[{"id":"1"},{"id":"2"}]\nended`],
  ])('of %s is the same however long its texts are', (_what, story) => {
    const short = decisionsOf(story, SHORT);
    expect(short).not.toEqual([]);
    expect(decisionsOf(story, LONG)).toEqual(short);
  });
});
