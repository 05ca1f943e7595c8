import { isLiveEvent, type LiveEvent, whatIsWrongWith } from '../../extension/core/protocol/events.ts';

/**
 * Events, one a line, as a person would tell them:
 *
 *   load http://localhost:3000/
 *   added todos /api/todos size=2
 *   sent /meta/subscribe /api/todos id=3
 *   reply /meta/subscribe /api/todos id=3
 *   received POST 7 seq=1 crid=a          a data message reaches the Faye client
 *   message POST 7 seq=1 crid=a           a collection hears it
 *   request c1 create /api/todos crid=a
 *   response c1 create 201 id=7
 *   decision held 7 waiting=["c1"]        its facts follow as name=value; `inferred=true` of a foreign collection's
 *   change add 7
 *   error message=…                       a collection says what is wrong
 *   ended                                 the moment of the last input is over
 *   gap 5 3                               three events lost, from number 5
 *   page hide                             also show, freeze, resume, offline, online; page recording on=false,
 *                                         page worker type= url=, page replaced name= by= leads=
 *   wire sent /meta/connect id=4          the same of a frame: wire sent, wire reply, wire received
 *   wire frame [{"channel":"/a"}]         a frame received as it stands, without spaces
 *   wire opened ws://localhost/faye       also wire closed, wire failed
 *   http request h1 POST /api/todos       also http response h1 201, http failed h1 abort
 *   faye subscribe /api/todos handlers=1  also unsubscribe, subscribed, holds, state, client
 *
 * Ids and other names are text; other values are JSON where they can be, else text. Messages, requests and responses count a collection's inputs; decisions
 * and changes belong to the last one. Every line takes `load=`, `source=`, `channel=`, `client=`, `connection=`,
 * `transport=`, `input=`, `n=` (the event's number), `after=` (milliseconds since the line before; 10). Empty lines and `# …` are passed over.
 */
export function eventsOf(story: string): LiveEvent[] {
  const numbers = new Map<string, number>();
  const inputs = new Map<string, number>();
  let at = 1_000_000;
  return story
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [verb = '', ...rest] = line.split(/\s+/);
      const words = rest.filter((word) => !/^\w+=/.test(word));
      const named = new Map(rest.filter((word) => /^\w+=/.test(word)).map(assignmentOf));
      const take = (name: string, otherwise: unknown) => {
        const value = named.has(name) ? named.get(name) : otherwise;
        named.delete(name);
        return value;
      };
      const load = String(take('load', 'L1'));
      const source = String(take('source', 's1'));
      const number = Number(take('n', (numbers.get(load) ?? 0) + 1));
      numbers.set(load, number);
      at += Number(take('after', 10));
      const last = inputs.get(`${load} ${source}`) ?? 0;
      const input = Number(take('input', isInput(verb) ? last + 1 : last));
      if (isInput(verb)) inputs.set(`${load} ${source}`, input);

      const told = tell(verb, words, take, { source, input }, named);
      const event: unknown = { load, seq: number, at, ...told };
      if (!isLiveEvent(event)) throw new Error(`“${line}” is no event: ${whatIsWrongWith(event)}`);
      return event;
    });
}

/** A batch, as a page sends it. */
export function batchOf(events: readonly LiveEvent[], header: Partial<Record<string, unknown>> = {}): string {
  const load = events[0]?.load ?? 'L1';
  const first = { load, reader: 'panel', url: 'http://localhost:3000/', recording: true, ...header };
  return [first, ...events].map((line) => JSON.stringify(line)).join('\n');
}

type Take = (name: string, otherwise: unknown) => unknown;
type Of = { source: string; input: number };

const isInput = (verb: string) => verb === 'message' || verb === 'request' || verb === 'response';

function tell(verb: string, words: string[], take: Take, of: Of, rest: Map<string, unknown>): object {
  if (verb === 'wire') return tellWire(words, take, of, rest);
  if (verb === 'http') return tellHttp(words, rest);
  const channel = take('channel', '/api/todos');
  const client = take('client', 'f1');
  const [one = '', two, three] = words;
  const facts = () => Object.fromEntries(rest);
  const envelope = () => ({ method: one, body: { id: two, title: 'milk' }, ...(two ? { id: two } : {}), ...facts() });
  const withId = two === undefined ? {} : { id: two };
  switch (verb) {
    case 'load':
      return { layer: 'page', kind: 'load', url: one, title: 'Todos', attach: 'early', ...facts() };
    case 'gap':
      return { layer: 'page', kind: 'gap', from: Number(one), count: Number(two) };
    case 'page':
      if (one === 'recording' || one === 'worker' || one === 'replaced')
        return { layer: 'page', kind: one, ...facts() };
      return { layer: 'page', kind: 'lifecycle', state: one };
    case 'sent':
      return { layer: 'faye', kind: 'sent', client, message: { channel: one, subscription: two, ...facts() } };
    case 'reply': {
      const message = { channel: one, subscription: two, successful: true, ...facts() };
      return { layer: 'faye', kind: 'received', client, message };
    }
    case 'received':
      return { layer: 'faye', kind: 'received', client, message: { channel, data: envelope() } };
    case 'faye':
      return { layer: 'faye', kind: one, client, ...(two ? { channel: two } : {}), ...facts() };
    case 'message':
      return { layer: 'collection', kind: 'message', ...of, channel, message: envelope() };
    case 'added': {
      const counts = { listening: true, size: 0, inFlight: 0, held: 0, url: two };
      return { layer: 'collection', kind: 'added', source: of.source, name: one, channel: two, ...counts, ...facts() };
    }
    case 'removed':
      return { layer: 'collection', kind: 'removed', source: of.source };
    case 'request':
      return { layer: 'collection', kind: 'request', ...of, token: one, method: two, url: three, ...facts() };
    case 'response': {
      const status = Number(three);
      const outcome = { ok: status >= 200 && status < 300, status, ms: 12 };
      return { layer: 'collection', kind: 'response', ...of, token: one, method: two, ...outcome, ...facts() };
    }
    case 'decision': {
      const inferred = take('inferred', undefined);
      const isInferred = inferred === true ? { inferred } : {};
      return { layer: 'collection', kind: 'decision', ...of, decision: one, ...withId, ...isInferred, facts: facts() };
    }
    case 'change':
      return { layer: 'collection', kind: 'change', ...of, op: one, cid: `c${two}`, ...withId, ...facts() };
    case 'error':
      return { layer: 'collection', kind: 'error', source: of.source, ...facts() };
    case 'ended':
      return { layer: 'collection', kind: 'ended', ...of };
    default:
      throw new Error(`No event is told as “${verb}”`);
  }
}

function tellWire([kind = '', ...words]: string[], take: Take, of: Of, rest: Map<string, unknown>): object {
  const connection = take('connection', 'w1');
  const transport = take('transport', 'websocket');
  const link = { layer: 'wire', connection, transport };
  const carry = (text: string) => ({ text, bytes: text.length });
  switch (kind) {
    case 'opened':
      return { ...link, kind, url: words[0], ...Object.fromEntries(rest) };
    case 'closed':
    case 'failed':
      return { ...link, kind, ...Object.fromEntries(rest) };
    case 'frame':
      return { ...link, kind: 'received', ...carry(words.join(' ')) };
    default: {
      const url = take('url', undefined);
      const told = tell(kind, words, take, of, rest) as { kind: string; message: object };
      return { ...link, kind: told.kind, ...(url ? { url } : {}), ...carry(JSON.stringify([told.message])) };
    }
  }
}

function tellHttp([kind, request, ...words]: string[], rest: Map<string, unknown>): object {
  const named = { layer: 'http', kind, request };
  const more = Object.fromEntries(rest);
  if (kind === 'request') return { ...named, method: words[0], url: words[1], ...more };
  if (kind === 'response') return { ...named, status: Number(words[0]), ms: 12, ...more };
  return { ...named, reason: words[0], ms: 12, ...more };
}

/** Names are text, also where they look like numbers. */
const NAMES = new Set(['id', 'cid', 'crid', 'token', 'load', 'source', 'client', 'clientId', 'channel', 'connection']);

function assignmentOf(word: string): [string, unknown] {
  const name = word.slice(0, word.indexOf('='));
  const value = word.slice(name.length + 1);
  if (NAMES.has(name)) return [name, value];
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}
