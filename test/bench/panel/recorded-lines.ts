/**
 * The lines of a long recording: a page with a collection of a thousand todos hears one write after another, and makes
 * every tenth itself. A write heard is four events: received, message, decision, change.
 */
const LOAD = 'k3zq1x5v-1a2b3c';
const BEGIN = Date.UTC(2026, 1, 14, 9, 41, 7);
const DOCUMENTS = 1_000;
/** Milliseconds between two writes. */
const APART = 4;
const OF = { load: LOAD, layer: 'collection', source: 's1' };

/** Every so many writes is the page's own: it is held while in flight, and turns out to be an echo. */
const OWN = 10;
/** Every so many own writes fail. */
const FAILING = 20;

/** `count` events as JSON, without line ends. */
export function* recordedLines(count: number): Generator<string> {
  let seq = 0;
  let at = BEGIN;
  const line = (event: object, after = 0.1): string => {
    seq += 1;
    at += after;
    return JSON.stringify({ load: LOAD, seq, at: Number(at.toFixed(1)), ...event });
  };
  const told = function* (): Generator<string> {
    yield line({ layer: 'page', kind: 'load', url: 'http://127.0.0.1:3000/', title: 'Todos', attach: 'early' });
    yield line({
      layer: 'wire',
      kind: 'opened',
      connection: 'w1',
      transport: 'websocket',
      url: 'ws://127.0.0.1:3000/faye',
    });
    const collection = { name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true };
    yield line({ ...OF, kind: 'added', ...collection, size: 0, inFlight: 0, held: 0 });
    for (let write = 1; ; write += 1) {
      at += APART;
      yield* write % OWN === 0 ? ownWrite(write, line) : heard(write, line);
    }
  };
  for (const one of told()) {
    yield one;
    if (seq === count) return;
  }
}

/** @param after milliseconds since the line before */
type Line = (event: object, after?: number) => string;

function messageOf(write: number, crid?: string): object {
  const method = crid === undefined ? 'PUT' : 'POST';
  const id = idOf(write);
  const body = { _id: id, title: `todo ${write}`, completed: write % 3 === 0 };
  return { method, id, seq: write, v: Math.ceil(write / DOCUMENTS), ...(crid && { crid }), body };
}

const idOf = (write: number) => (0x5f00_0000 + (write % DOCUMENTS)).toString(16).padStart(24, '6');

function received(write: number, line: Line, crid?: string): string {
  const text = JSON.stringify([{ channel: '/api/todos', data: messageOf(write, crid) }]);
  return line({ layer: 'wire', kind: 'received', connection: 'w1', transport: 'websocket', text, bytes: text.length });
}

function* heard(write: number, line: Line): Generator<string> {
  const id = idOf(write);
  const input = 2 * write;
  yield received(write, line);
  yield line({ ...OF, kind: 'message', input, channel: '/api/todos', message: messageOf(write) });
  yield line({ ...OF, kind: 'decision', input, decision: 'merged', id, facts: { seq: write, changed: ['title'] } });
  const attributes = { _id: id, title: `todo ${write}`, completed: write % 3 === 0 };
  yield line({ ...OF, kind: 'change', input, op: 'change', cid: `c${write % DOCUMENTS}`, id, attributes });
}

function* ownWrite(write: number, line: Line): Generator<string> {
  const id = idOf(write);
  const token = `t${write}`;
  const crid = `r${write}`;
  const request = `h${write}`;
  const url = '/api/todos';
  const input = 2 * write;
  const isFailing = (write / OWN) % FAILING === 0;
  const ms = 20 + (write % 70);
  yield line({ ...OF, kind: 'request', input, token, method: 'create', url, id, cid: `c${write % DOCUMENTS}`, crid });
  yield line({ layer: 'http', kind: 'request', request, method: 'POST', url, bytes: 90, crid });
  if (!isFailing) {
    yield received(write, line, crid);
    yield line({ ...OF, kind: 'message', input: input + 1, channel: '/api/todos', message: messageOf(write, crid) });
    const facts = { waiting: [token], seq: write };
    yield line({ ...OF, kind: 'decision', input: input + 1, decision: 'held', id, facts });
  }
  const status = isFailing ? 500 : 200;
  yield line({ layer: 'http', kind: 'response', request, status, ms }, ms - 5);
  yield line({ ...OF, kind: 'response', input: input + 2, token, method: 'create', ok: !isFailing, status, ms, id });
  const facts = { token, heldMs: ms - 5, seq: write };
  if (!isFailing) yield line({ ...OF, kind: 'decision', input: input + 2, decision: 'matched-own-create', id, facts });
}
