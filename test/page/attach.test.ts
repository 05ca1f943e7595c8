// @vitest-environment jsdom
import Backbone from 'backbone';
import faye from 'faye';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { liveRegistry, REGISTRY_KEY } from '../../devserver/live-collection/registry.ts';
import { ASK, DETACH, PRESENT } from '../../extension/channel/internal-protocol.ts';
import { memoryChannels } from '../../extension/channel/memory.ts';
import type { Command } from '../../extension/core/protocol/commands.ts';
import { isLiveEvent, type LiveEvent } from '../../extension/core/protocol/events.ts';
import { attachProbe } from '../../extension/page/attach.ts';
import { BATCH_EVERY } from '../../extension/page/buffer.ts';
import { mark } from '../../extension/page/inspected-mark.ts';
import { bringStage, STAGE } from '../../extension/page/replay/replay-target.ts';
import { handClock } from './hand-clock.ts';

const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0)) undo();
});

/** A probe in this document, and a panel that reads all it says. */
function attached() {
  const clock = handClock();
  const [panel, channel] = memoryChannels();
  const texts: string[] = [];
  panel.listen((text) => texts.push(text));
  undoes.push(attachProbe({ window, channel, clock, load: 'this-document', attach: 'late' }));
  clock.pass(0);
  const send = (command: Command) => panel.send(JSON.stringify(command));
  const events = (): LiveEvent[] => {
    clock.pass(BATCH_EVERY);
    return texts
      .filter((text) => text !== PRESENT)
      .flatMap((text) =>
        text
          .split('\n')
          .slice(1)
          .map((line) => JSON.parse(line)),
      );
  };
  send({ type: 'hello', reader: 'panel', positions: {} });
  return {
    panel,
    texts,
    send,
    events,
    kinds: () => events().map(({ layer, kind }) => `${layer}/${kind}`),
  };
}

/** A live collection of the page's own making that breaks what looks at it. */
function tellBrokenSource(): void {
  const broken = (): never => {
    throw new Error('broken');
  };
  for (const observer of liveRegistry().observers)
    observer({ id: 'x', name: 'x', describe: broken, snapshot: broken }, { kind: 'added' });
}

/** A live collection whose Faye client speaks to nobody. */
function newTodos() {
  const client = new faye.Client('http://127.0.0.1:9/faye');
  const heard: ((message: unknown) => void)[] = [];
  const subscribe = (_channel: string, listener: (message: unknown) => void) => {
    heard.push(listener);
    return { cancel() {} };
  };
  const Todos = LiveCollection.extend({ url: '/api/todos', model: Backbone.Model, client: { ...client, subscribe } });
  const todos = new Todos();
  undoes.push(() => todos.dispose());
  return { todos, hear: (message: unknown) => heard.at(-1)?.(message) };
}

describe('the probe', () => {
  it('reports the document, of a live collection in it, and of what that hears and decides', () => {
    const { events, kinds } = attached();
    const { hear } = newTodos();
    hear({ method: 'POST', body: { id: '7', title: 'x' }, id: '7', seq: 1, v: 1 });
    expect(kinds()).toEqual([
      'page/load',
      'collection/added',
      'collection/message',
      'collection/change',
      'collection/decision',
    ]);
    expect(events().filter((event) => !isLiveEvent(event))).toEqual([]);
    expect(events().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('looks at once before the page begins, and in a task of its own once it runs, unless it is gone by then', () => {
    const clock = handClock();
    const isTapped = () => WebSocket.prototype.send !== native;
    const native = WebSocket.prototype.send;
    const attach = (when: 'early' | 'late') =>
      attachProbe({ window, channel: memoryChannels()[0], clock, load: 'this-document', attach: when });
    const leave = attach('early');
    expect(isTapped()).toBe(true);
    leave();
    expect(isTapped()).toBe(false);
    const leaveLate = attach('late');
    expect(isTapped()).toBe(false);
    clock.pass(0);
    expect(isTapped()).toBe(true);
    leaveLate();
    attach('late')();
    clock.pass(0);
    expect(isTapped()).toBe(false);
  });

  it('does not look while it does not record, and starts over with what is there', () => {
    const { send, events, kinds } = attached();
    const { todos, hear } = newTodos();
    send({ type: 'record', on: false });
    expect(liveRegistry().observers.size).toBe(0);
    hear({ method: 'POST', body: { id: '7' }, id: '7' });
    todos.add({ id: '8' });
    send({ type: 'record', on: true });
    expect(kinds()).toEqual(['page/load', 'collection/added', 'page/recording', 'page/recording', 'collection/added']);
    expect(events().at(-1)).toMatchObject({ size: 2 });
  });

  it('tells nothing of a channel that is not to be recorded, also of what it kept before, and counts no loss', () => {
    const { send, events, kinds } = attached();
    const { hear } = newTodos();
    hear({ method: 'POST', body: { id: '7', title: 'kept before' }, id: '7', seq: 1, v: 1 });
    send({ type: 'without', entries: ['/api/todos'] });
    hear({ method: 'POST', body: { id: '8', title: 'x' }, id: '8', seq: 2, v: 1 });
    expect(kinds()).toEqual(['page/load', 'collection/added', 'page/gap', 'page/recording', 'collection/added']);
    const [, , gap, recording, added] = events();
    expect(gap).toMatchObject({ from: 3, count: 3, unrecorded: true });
    expect(recording).toMatchObject({ on: true, without: '/api/todos' });
    expect(added).toMatchObject({ size: 1 });
    expect(JSON.stringify(events())).not.toMatch(/kept before|marks/);
    send({ type: 'without', entries: [] });
    expect(events().at(-1)).toMatchObject({ kind: 'added', models: [{}, {}] });
    expect(events().filter((event) => !isLiveEvent(event))).toEqual([]);
  });

  it('says in every batch whether it records', () => {
    const { send, texts } = attached();
    send({ type: 'record', on: false });
    send({ type: 'hello', reader: 'panel', positions: {} });
    expect(JSON.parse(texts.at(-1)?.split('\n')[0] ?? '')).toMatchObject({ recording: false, load: 'this-document' });
  });

  it('is silent to the page when it fails itself, and says so', () => {
    const { events } = attached();
    expect(tellBrokenSource).not.toThrow();
    expect(events().at(-1)).toMatchObject({ layer: 'page', kind: 'probe-error', where: 'live-collection' });
  });

  it('reports a model that JSON cannot write', () => {
    const { events } = attached();
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const { todos } = newTodos();
    todos.add({ id: '7', cyclic, n: 1n });
    expect(events().at(-1)).toMatchObject({
      ...{ layer: 'collection', kind: 'change', op: 'add' },
      attributes: { id: '7', cyclic: { self: '[cycle → cyclic]' }, n: '1n' },
      marks: [
        { path: '/attributes/cyclic/self', was: '[cycle → cyclic]' },
        { path: '/attributes/n', was: '1n' },
      ],
    });
  });

  it('reports all models of a collection that is older than the probe, whatever JSON makes of one', () => {
    const { todos } = newTodos();
    const parent = new Backbone.Model<Record<string, unknown>>({});
    parent.set('child', new Backbone.Model<Record<string, unknown>>({ parent }));
    todos.add([
      { id: '1' },
      { id: '2', n: 2n },
      { id: '3', inner: parent },
      { id: '4', view: document.createElement('li') },
    ]);
    const { events } = attached();
    const added = events().find(({ kind }) => kind === 'added');
    expect(added).toMatchObject({
      size: 4,
      models: [
        { attributes: { id: '1' } },
        { attributes: { id: '2', n: '2n' } },
        { attributes: { id: '3', inner: { child: { parent: '[cycle → inner]' } } } },
        { attributes: { id: '4', view: '<li>' } },
      ],
    });
  });

  it('does not drown everything else in its own failures', () => {
    const { kinds } = attached();
    for (let n = 1; n <= 1_000; n += 1) tellBrokenSource();
    expect(kinds().filter((kind) => kind === 'page/probe-error').length).toBe(100);
  });

  it('takes no notice of what is no command', () => {
    const { panel, kinds } = attached();
    for (const text of ['', 'x', 'null', '7', '{}', '{"type":"hello"}', '{"type":"stage/play","channel":"/a"}', '[]'])
      expect(panel.send(text)).toBe(true);
    expect(kinds()).toEqual(['page/load']);
  });

  it('answers that it is there, and then waits for hello: a fresh line is coming', () => {
    const { panel, texts, kinds } = attached();
    const before = kinds().length;
    panel.send(ASK);
    expect(texts.at(-1)).toBe(PRESENT);
    newTodos();
    expect(kinds().length).toBe(before);
  });

  it('plays a recording into the page’s live collection, which listens again when it is over', () => {
    const { send } = attached();
    bringStage(window);
    const { todos, hear } = newTodos();
    const [source] = liveRegistry().sources;
    const snapshot = source?.snapshot();
    hear({ method: 'POST', body: { id: '7', title: 'live' }, id: '7', seq: 1, v: 1 });
    const message = { method: 'POST', body: { id: '8', title: 'recorded' }, id: '8', seq: 1, v: 1 };
    const channel = '/api/todos';
    send({ type: 'stage/restore', channel, snapshot: { models: snapshot?.models ?? [], state: snapshot?.state } });
    expect(todos.pluck('title')).toEqual([]);
    send({ type: 'stage/play', channel, report: { kind: 'message', input: 1, channel, message } });
    expect(todos.pluck('title')).toEqual(['recorded']);
    expect(source?.describe().listening).toBe(false);
    send({ type: 'stage/end' });
    expect(source?.describe().listening).toBe(true);
  });

  it('leaves nothing of what was typed during a replay, and gives back what was not saved before it', async () => {
    const { send } = attached();
    bringStage(window);
    const { todos } = newTodos();
    const draft = todos.add({ title: 'draft' });
    const [source] = liveRegistry().sources;
    const channel = '/api/todos';
    send({ type: 'stage/restore', channel, snapshot: { models: [], state: source?.snapshot().state } });
    const errors: unknown[] = [];
    todos.on('error', (_model: unknown, xhr: { statusText: string }) => errors.push(xhr.statusText));
    todos.create({ title: 'typed meanwhile' });
    await Promise.resolve();
    expect(errors).toEqual([expect.stringContaining('is playing a recording')]);
    expect(todos.pluck('title')).toEqual(['typed meanwhile']);
    send({ type: 'stage/end' });
    expect(todos.models).toEqual([draft]);
    expect(source?.describe().listening).toBe(true);
  });

  it('ends a replay also where a listener of the page throws', () => {
    const { send } = attached();
    bringStage(window);
    const { todos } = newTodos();
    const [source] = liveRegistry().sources;
    const channel = '/api/todos';
    send({ type: 'stage/restore', channel, snapshot: { models: [], state: source?.snapshot().state } });
    todos.create({ title: 'typed meanwhile' });
    todos.on('remove', () => {
      throw new Error('a listener of the page');
    });
    send({ type: 'stage/end' });
    expect(source?.describe().listening).toBe(true);
  });

  it('says that there is no stage to play a recording on', () => {
    const { send, events } = attached();
    send({ type: 'stage/end' });
    expect(events().filter(({ kind }) => kind === 'probe-error')).toEqual([]);
    const report = { kind: 'message', input: 1, channel: '/api/todos', message: {} } as const;
    send({ type: 'stage/play', channel: '/api/todos', report });
    expect(events().at(-1)).toMatchObject({ kind: 'probe-error', message: expect.stringContaining('replay') });
  });

  it('says once that nobody listens to the channel of a recording', () => {
    const { send, events } = attached();
    bringStage(window);
    newTodos();
    const report = { kind: 'message', input: 1, channel: '/api/other', message: {} } as const;
    for (let time = 0; time < 3; time += 1) send({ type: 'stage/play', channel: '/api/other', report });
    const errors = events().filter(({ kind }) => kind === 'probe-error');
    expect(errors).toMatchObject([{ where: 'command', message: expect.stringContaining('/api/other') }]);
  });

  it('leaves nothing behind when it is told to go', () => {
    const before = Reflect.ownKeys(window);
    const { panel, send } = attached();
    expect(Reflect.ownKeys(window)).toContain(REGISTRY_KEY);
    panel.send(DETACH);
    expect(Reflect.ownKeys(window)).toEqual(before);
    expect(send({ type: 'record', on: true })).toBe(false);
  });

  it('goes by itself, and takes the mark of an inspected tab away, when nobody takes what it says', () => {
    mark(window);
    const { panel, events } = attached();
    const { todos } = newTodos();
    panel.close();
    todos.add({ id: 1 });
    events();
    expect(sessionStorage.length).toBe(0);
    expect(liveRegistry().observers.size).toBe(0);
  });

  it('strikes the stage when it is told to go', () => {
    const { panel, send } = attached();
    bringStage(window);
    newTodos();
    const [source] = liveRegistry().sources;
    send({ type: 'stage/restore', channel: '/api/todos', snapshot: { models: [], state: source?.snapshot().state } });
    panel.send(DETACH);
    expect(source?.describe().listening).toBe(true);
    expect(liveRegistry().observers.size).toBe(0);
    expect(Reflect.has(window, STAGE)).toBe(false);
  });
});
