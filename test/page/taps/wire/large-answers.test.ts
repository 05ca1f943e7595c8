// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent, Report } from '../../../../extension/core/protocol/events.ts';
import { eventLine } from '../../../../extension/page/event-line.ts';
import { createKnownChannels } from '../../../../extension/page/known-channels.ts';
import { tapWire } from '../../../../extension/page/taps/wire/transports.ts';
import { gatheringTap } from '../../gathering-tap.ts';

const { fetch } = window;
const { stringify } = JSON;
const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0).reverse()) undo();
  window.fetch = fetch;
  JSON.stringify = stringify;
});

function tapped(look = tapWire) {
  const tap = gatheringTap();
  const known = createKnownChannels(() => 'http://127.0.0.1/');
  known.add('/api/notes');
  undoes.push(look(tap, window, known).undo);
  return tap;
}

const rows = Array.from({ length: 1_500 }, (_, n) => ({ _id: `n${n}`, title: 'x'.repeat(300) }));
const connect = { channel: '/meta/connect', id: '1', clientId: 'c1' };
const answer = [
  { ...connect, successful: true },
  { channel: '/api/notes', data: { method: 'PUT', body: rows } },
];

type Line = Extract<LiveEvent, { layer: 'wire'; text: string }> & { marks?: { path: string }[] };
const lineOf = (report: Report, write = eventLine): Line =>
  JSON.parse(write({ load: 'l', seq: 1, at: 1 }, report).line);

/** Its structure and its ids are there, and what is not is marked. */
function expectStructure(report: Report, write = eventLine): void {
  const line = lineOf(report, write);
  const [reply, message] = JSON.parse(line.text);
  expect(reply).toEqual(answer[0]);
  expect(message).toMatchObject({ channel: '/api/notes', data: { method: 'PUT' } });
  const ids = message.data.body.map(({ _id }: { _id: string }) => _id);
  expect(ids).toEqual(rows.slice(0, ids.length).map(({ _id }) => _id));
  expect(ids.length).toBeGreaterThan(100);
  expect(line.marks?.length).toBeGreaterThan(0);
}

const received = (reports: readonly Report[]) => reports.filter(({ kind }) => kind === 'received');

function pollByScript(): (replies: unknown) => void {
  Reflect.set(window, 'jsonp1', () => {});
  const script = document.createElement('script');
  script.src = `http://127.0.0.1/bayeux?message=${encodeURIComponent(stringify([connect]))}&jsonp=jsonp1`;
  return (replies) => Reflect.get(window, 'jsonp1')(replies);
}

describe('an answer beyond all bounds keeps its structure', () => {
  it('that a script element brings, as objects or as a text', () => {
    for (const replies of [answer, stringify(answer)]) {
      const tap = tapped();
      pollByScript()(replies);
      const [report] = received(tap.reports);
      if (report) expectStructure(report);
      expect(received(tap.reports).length).toBe(1);
    }
  });

  it('in a page whose JSON indents, from before the probe', async () => {
    JSON.stringify = (value: unknown) => stringify(value, null, 2);
    vi.resetModules();
    const { tapWire: look } = await import('../../../../extension/page/taps/wire/transports.ts');
    const { eventLine: write } = await import('../../../../extension/page/event-line.ts');
    const tap = tapped(look);
    pollByScript()(answer);
    JSON.stringify = stringify;
    const [report] = received(tap.reports);
    expect(report && 'text' in report && report.text).toBe(stringify(answer));
    JSON.stringify = (value: unknown) => stringify(value, null, 2);
    if (report) expectStructure(report, write);
  });

  it('that a poll by fetch brings', async () => {
    window.fetch = async () => new Response(stringify(answer));
    const tap = tapped();
    await (await window.fetch('http://127.0.0.1/bayeux', { method: 'POST', body: stringify([connect]) })).text();
    await vi.waitFor(() => expect(received(tap.reports).length).toBe(1));
    const [report] = received(tap.reports);
    if (report) expectStructure(report);
  });
});

describe('the body of a request that is read to a bound only', () => {
  it('is said to be a beginning, of how many bytes at least, and is not offered whole', async () => {
    window.fetch = async () => new Response(stringify(rows));
    const tap = tapped();
    await (await window.fetch('http://127.0.0.1/api/notes')).text();
    await vi.waitFor(() => expect(tap.reports.at(-1)?.kind).toBe('response'));
    const report = tap.reports.at(-1);
    if (!report) throw new Error('nothing was reported');
    const marks = [{ path: '/body', bytes: expect.any(Number) }];
    expect(report).toMatchObject({ marks });
    for (const bound of [64, 1_024]) {
      const { line, whole } = eventLine({ load: 'l', seq: 1, at: 1 }, report, bound * 1024);
      expect(JSON.parse(line).marks).toEqual(marks);
      expect(whole?.texts.has('/body') ?? false).toBe(false);
    }
  });

  it('is whole when the bound is where it ends', async () => {
    const body = 'x'.repeat(256 * 1024);
    window.fetch = async () => new Response(body);
    const tap = tapped();
    await (await window.fetch('http://127.0.0.1/api/notes')).text();
    await vi.waitFor(() => expect(tap.reports.at(-1)?.kind).toBe('response'));
    expect(tap.reports.at(-1)).toMatchObject({ body, bytes: body.length });
    expect(tap.reports.at(-1)).not.toHaveProperty('marks');
  });
});
