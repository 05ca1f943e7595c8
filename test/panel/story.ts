import type { LiveEvent, Report } from '../../extension/core/protocol/events.ts';
import type { Clock } from '../../extension/core/recording/replay.ts';
import { createSession, type Session } from '../../extension/core/session.ts';

/** The reader that sessions of tests are called. */
export const READER = 'panel-test';
/** When stories begin: 14 February 2026, 09:41:07 local time, in milliseconds since the epoch. */
export const BEGIN = new Date(2026, 1, 14, 9, 41, 7).getTime();

const URL_OF_PAGE = 'http://127.0.0.1:3000/';

/** Tells events in order, each so many milliseconds after the one before. */
export interface Story {
  readonly events: readonly LiveEvent[];
  tell(after: number, ...reports: Report[]): Story;
  /** Leaves a hole in the numbering. */
  lose(count: number): Story;
  /** The story as the page's batch. */
  batch(header?: { recording?: boolean }): string;
}

export function story(load = 'd1'): Story {
  const events: LiveEvent[] = [];
  let at = BEGIN;
  let seq = 0;
  const self: Story = {
    events,
    tell(after, ...reports) {
      at += after;
      for (const report of reports) {
        seq += 1;
        events.push({ ...report, load, seq, at } as LiveEvent);
        at += 0.2;
      }
      return self;
    },
    lose(count) {
      seq += count;
      return self;
    },
    batch({ recording = true } = {}) {
      const header = { load, reader: READER, url: URL_OF_PAGE, recording };
      return [header, ...events].map((line) => JSON.stringify(line)).join('\n');
    },
  };
  return self;
}

/** A session that has heard the story. */
export function sessionOf(told: Story, clock?: Clock): Session {
  const session = createSession({ maxBytes: 16 * 1024 * 1024, reader: READER, ...(clock && { clock }) });
  session.receive(told.batch());
  return session;
}

const source = 's1';
const channel = '/api/todos';
const client = 'f1';

/** The reports of a page with one collection of todos, in the words of races.md. */
export const todos = {
  load: (): Report => ({ layer: 'page', kind: 'load', url: URL_OF_PAGE, title: 'Todos', attach: 'early' }),
  sent: (message: object): Report => ({ layer: 'faye', kind: 'sent', client, message }),
  received: (message: object): Report => ({ layer: 'faye', kind: 'received', client, message }),
  added: (size: number): Report => ({
    layer: 'collection',
    kind: 'added',
    source,
    name: 'Todos',
    url: channel,
    channel,
    listening: true,
    size,
    inFlight: 0,
    held: 0,
  }),
  message: (input: number, message: object): Report => ({
    layer: 'collection',
    kind: 'message',
    source,
    input,
    channel,
    message,
  }),
  request: (
    input: number,
    token: string,
    method: string,
    more: { id?: string; attributes?: object; crid?: string } = {},
  ): Report => ({
    layer: 'collection',
    kind: 'request',
    source,
    input,
    token,
    method,
    url: more.id ? `${channel}/${more.id}` : channel,
    ...more,
  }),
  response: (
    input: number,
    token: string,
    method: string,
    status: number,
    ms: number,
    more: { id?: string; channelSeq?: number; body?: unknown } = {},
  ): Report => ({
    layer: 'collection',
    kind: 'response',
    source,
    input,
    token,
    method,
    ok: status < 400 && status > 0,
    status,
    ms,
    ...more,
  }),
  decision: (input: number, decision: string, facts: object, id?: string): Report => ({
    layer: 'collection',
    kind: 'decision',
    source,
    input,
    decision,
    facts,
    ...(id === undefined ? {} : { id }),
  }),
} as const;

const faye = (data: object) => ({ channel, data });

/** A create whose own message overtakes its response, a foreign create, updates, a loss, and deletes. */
export function todosStory(): Story {
  const milk = { id: '7', title: 'Buy milk', completed: false, order: 3 };
  const rent = { id: '8', title: 'Pay the rent', completed: false, order: 4 };
  const post = (seq: number, body: { id: string }, crid?: string) => ({
    method: 'POST',
    body,
    id: body.id,
    seq,
    v: 1,
    ...(crid ? { crid } : {}),
  });
  const put = (seq: number, v: number, body: { id: string }) => ({ method: 'PUT', body, id: body.id, seq, v });
  const remove = (seq: number, v: number, body: { id: string }) => ({ method: 'DELETE', body, id: body.id, seq, v });
  const told = story();
  told.tell(0, todos.load());
  told.tell(
    38,
    todos.sent({
      channel: '/meta/handshake',
      version: '1.0',
      id: '1',
      supportedConnectionTypes: ['websocket', 'long-polling'],
    }),
  );
  told.tell(
    11,
    todos.received({ channel: '/meta/handshake', id: '1', successful: true, clientId: 'k3x', version: '1.0' }),
  );
  told.tell(2, todos.added(0));
  told.tell(1, todos.sent({ channel: '/meta/subscribe', id: '2', clientId: 'k3x', subscription: channel }));
  told.tell(
    9,
    todos.received({ channel: '/meta/subscribe', id: '2', successful: true, clientId: 'k3x', subscription: channel }),
  );
  told.tell(2, todos.request(1, 'c11', 'read'));
  told.tell(
    17,
    todos.response(2, 'c11', 'read', 200, 17, { channelSeq: 3, body: [] }),
    todos.decision(2, 'resynced', { seq: 3, rows: 0, removed: [], kept: [] }),
  );
  told.tell(
    4218,
    todos.request(3, 'c12', 'create', { attributes: { title: 'Buy milk', completed: false, order: 3 }, crid: 'a1-12' }),
  );
  const echo = post(4, milk);
  told.tell(31, todos.received(faye(echo)), todos.message(4, echo));
  told.tell(0, todos.decision(4, 'held', { seq: 4, v: 1, waiting: ['c12'], ages: [31] }, '7'));
  told.tell(48, todos.response(5, 'c12', 'create', 201, 79, { id: '7', channelSeq: 4, body: { ...milk, v: 1 } }));
  told.tell(
    0,
    todos.decision(5, 'matched-own-create', { token: 'c12', via: 'response', heldMs: 48, seq: 4, v: 1 }, '7'),
  );
  told.tell(
    2113,
    todos.received(faye(post(5, rent))),
    todos.message(6, post(5, rent)),
    todos.decision(6, 'inserted', { seq: 5, v: 1 }, '8'),
  );
  told.tell(
    640,
    todos.received(faye(post(5, rent))),
    todos.message(7, post(5, rent)),
    todos.decision(7, 'ignored-duplicate', { seq: 5, v: 1, against: { seq: 5, v: 1 } }, '8'),
  );
  const paid = put(6, 2, { ...rent, completed: true } as typeof rent);
  told.tell(
    911,
    todos.received(faye(paid)),
    todos.message(8, paid),
    todos.decision(8, 'merged', { seq: 6, v: 2, vBefore: 1, changed: ['completed'] }, '8'),
  );
  told.lose(3);
  const later = put(10, 3, { ...milk, title: 'Buy oat milk' } as typeof milk);
  told.tell(
    1530,
    todos.received(faye(later)),
    todos.message(9, later),
    todos.decision(9, 'gap-detected', { got: 10, missing: [7, 8, 9] }),
  );
  told.tell(1, todos.request(10, 'c13', 'read'));
  told.tell(
    22,
    todos.response(11, 'c13', 'read', 200, 22, { channelSeq: 10, body: [{ ...milk, title: 'Buy oat milk' }, rent] }),
    todos.decision(11, 'resynced', { seq: 10, rows: 2, removed: [], kept: [] }),
  );
  told.tell(3004, todos.request(12, 'c14', 'delete', { id: '8' }));
  told.tell(
    12,
    todos.received(faye(remove(11, 3, rent))),
    todos.message(13, remove(11, 3, rent)),
    todos.decision(13, 'tombstoned', { v: 3, seq: 11 }, '8'),
  );
  told.tell(
    9,
    todos.response(14, 'c14', 'delete', 200, 21, { id: '8', channelSeq: 11 }),
    todos.decision(14, 'removed', { token: 'c14' }, '8'),
  );
  const zombie = put(10, 2, { ...rent, title: 'Pay the rent!' } as typeof rent);
  told.tell(
    702,
    todos.received(faye(zombie)),
    todos.message(15, zombie),
    todos.decision(15, 'ignored-tombstoned', { seq: 10, v: 2, tombstone: { v: 3, seq: 11 } }, '8'),
  );
  told.tell(1290, todos.request(16, 'c15', 'update', { id: '7', attributes: { ...milk, completed: true } }));
  told.tell(
    30,
    todos.response(17, 'c15', 'update', 503, 30, { id: '7' }),
    todos.decision(17, 'reverted-failed-update', { token: 'c15', status: 503 }, '7'),
  );
  return told;
}

/** A message that came twice. */
export function twice(): Story {
  const message = { method: 'POST', body: { id: '8', title: 'Rent' }, id: '8', seq: 5, v: 1 };
  const receipt = todos.received({ channel: '/api/todos', data: message });
  return story()
    .tell(0, todos.load())
    .tell(40, receipt, todos.message(1, message), todos.decision(1, 'inserted', {}, '8'))
    .tell(90, receipt, todos.message(2, message), todos.decision(2, 'ignored-duplicate', { seq: 5 }, '8'));
}
