import { describe, expect, it } from 'vitest';
import { createLeftOut } from '../../extension/page/left-out.ts';
import type { TapReport } from '../../extension/page/taps/tap.ts';

const leaving = (...entries: string[]) => {
  const leftOut = createLeftOut(() => 'http://127.0.0.1/app/');
  leftOut.set(entries);
  return leftOut;
};

const frame = (...messages: object[]): TapReport => ({
  layer: 'wire',
  kind: 'received',
  connection: 'websocket-1',
  transport: 'websocket',
  text: JSON.stringify(messages),
  bytes: 1,
});
const push = (channel: string) => ({ channel, data: { secret: channel } });
const textIn = (report: TapReport | undefined) => (report && 'text' in report ? report.text : undefined);

const request = (url: string, token = 'r1'): TapReport => ({
  layer: 'http',
  kind: 'request',
  request: token,
  method: 'GET',
  url,
});
const response = (token = 'r1'): TapReport => ({ layer: 'http', kind: 'response', request: token, status: 200, ms: 1 });

const added: TapReport = {
  layer: 'collection',
  kind: 'added',
  source: 'live-1',
  name: 'Todos',
  url: '/api/todos',
  channel: '/api/todos',
  size: 1,
  listening: true,
  inFlight: 0,
  held: 0,
  models: [{ cid: 'c1', attributes: { secret: 1 } }],
};
const decision: TapReport = {
  layer: 'collection',
  kind: 'decision',
  source: 'live-1',
  input: 1,
  decision: 'inserted',
  facts: {},
};

describe('what is not to be recorded', () => {
  it('is nothing until it is said: every report is told as it is', () => {
    const report = frame(push('/a'));
    expect(leaving().rest(report)).toBe(report);
  });

  it('leaves the messages of a channel out of a frame, and the others in', () => {
    const leftOut = leaving('/chat/**');
    expect(textIn(leftOut.rest(frame(push('/chat/a'), push('/api'))))).toBe(JSON.stringify([push('/api')]));
    expect(leftOut.rest(frame(push('/chat/a'), push('/chat/a/b')))).toBeUndefined();
    const other = frame(push('/chat'), push('/chatter'));
    expect(leftOut.rest(other)).toBe(other);
  });

  it('takes one star for one segment', () => {
    const leftOut = leaving('/chat/*');
    expect(leftOut.rest(frame(push('/chat/a')))).toBeUndefined();
    expect(textIn(leftOut.rest(frame(push('/chat/a/b'))))).toContain('/chat/a/b');
  });

  it('keeps what a client and its server agree on, also without the wire: subscriptions are known all the same', () => {
    const subscribed = { channel: '/meta/subscribe', subscription: '/chat/a', successful: true };
    const rest = leaving('wire', '/chat/**').rest(frame(subscribed, push('/chat/a'), push('/api')));
    expect(textIn(rest)).toBe(JSON.stringify([subscribed]));
  });

  it('leaves out a frame that is no JSON with the layer only', () => {
    const report: TapReport = { ...(frame() as Extract<TapReport, { text: string }>), text: 'hello' };
    expect(leaving('wire').rest(report)).toBeUndefined();
    expect(leaving('/chat/**').rest(report)).toBe(report);
  });

  it('leaves out a shortened frame whole where a part of it may not be told', () => {
    const marked = { ...(frame(push('/chat/a'), push('/api')) as object), marks: [] } as unknown as TapReport;
    expect(leaving('/chat/**').rest(marked)).toBeUndefined();
  });

  it('leaves out requests below a channel’s path, and their responses', () => {
    const leftOut = leaving('/api/todos');
    expect(leftOut.rest(request('http://127.0.0.1/api/todos/7?x=1'))).toBeUndefined();
    expect(leftOut.rest(response())).toBeUndefined();
    const other = request('/api/notes', 'r2');
    expect(leftOut.rest(other)).toBe(other);
    expect(leftOut.rest(response('r2'))).toBeDefined();
  });

  it('leaves out the response of a request that was left out, also when all is recorded again', () => {
    const leftOut = leaving('http');
    expect(leftOut.rest(request('/api/todos'))).toBeUndefined();
    leftOut.set([]);
    expect(leftOut.rest(response())).toBeUndefined();
  });

  it('says of a collection that it is there, and nothing of what is in it', () => {
    const leftOut = leaving('/api/todos');
    expect(leftOut.rest(added)).toMatchObject({ kind: 'added', size: 1, models: undefined });
    expect(leftOut.rest(decision)).toBeUndefined();
    expect(leaving('collection').rest(decision)).toBeUndefined();
  });

  it('knows the channel of a collection that was told when all was recorded', () => {
    const leftOut = leaving();
    expect(leftOut.rest(added)).toBe(added);
    leftOut.set(['/api/todos']);
    expect(leftOut.rest(decision)).toBeUndefined();
  });

  it('is taken out of lines that are kept', () => {
    const leftOut = leaving('/chat/**');
    const line = (report: TapReport) => JSON.stringify(report);
    const kept = line(frame(push('/api')));
    expect(leftOut.restOfLine(kept)).toBe(kept);
    expect(leftOut.restOfLine(line(frame(push('/chat/a'))))).toBe('');
    expect(leftOut.restOfLine(`7 12.5 websocket-1 ${JSON.stringify([push('/chat/a')])}`)).toBe('');
    expect(leftOut.restOfLine(`7 12.5 websocket-1 ${JSON.stringify([push('/chat/a'), push('/api')])}`)).toBe(
      `7 12.5 websocket-1 ${JSON.stringify([push('/api')])}`,
    );
  });
});
