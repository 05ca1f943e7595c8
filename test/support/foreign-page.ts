import Backbone from 'backbone';
import faye, { type Client } from 'faye';
import { createInference } from '../../extension/core/inference/inference.ts';
import type { LiveEvent, LiveEventOf, Report } from '../../extension/core/protocol/events.ts';
import { type BackboneTap, tapBackbone } from '../../extension/page/taps/backbone/backbone.ts';
import { tapFaye } from '../../extension/page/taps/faye/faye.ts';
import type { Tap } from '../../extension/page/taps/tap.ts';
import { allSeen } from './all-seen.ts';

type Decision = LiveEventOf<'collection', 'decision'>;

/** A request as it leaves for the network. */
export interface Ajax {
  type: string;
  url: string;
  /** JSON. */
  data?: string;
  success(body: unknown, status: string, xhr: object): void;
  error(xhr: object): void;
}

/** A page with somebody else's live collection, seen by the taps and judged by the inference; the network is the test's. */
export interface ForeignPage<C extends Backbone.Collection> {
  todos: C;
  /** Pushes a message on the collection's channel. */
  push(message: object): void;
  /** Answers the oldest request, or the one of this number. */
  answer(status: number, body?: unknown, which?: number, channelSeq?: number): void;
  /** Lets the moments under way end: what 0 ms timers do, in their order. */
  pass(): void;
  /** The same as a timer of 0 ms, for handlers that take their time. */
  defer(work: () => void): void;
  /**
   * What was inferred since the last call, once the moments under way are over: `held 7`, `inserted 7 instead of held`,
   * `expected held 7` of what is not known yet.
   */
  inferred(): string[];
  decisions: Decision[];
  /** All that the taps told, in order: event `seq` is the one at `seq - 1`. */
  events: LiveEvent[];
  /** Requests without an answer. */
  asked: readonly Ajax[];
  close(): void;
}

/** A Faye client without a network: its server acknowledges nothing, and says what the test has it say. */
function clientOffline(): Client & { _receiveMessage(message: object): void } {
  const client = new faye.Client('http://127.0.0.1:1/faye');
  const connect = (callback?: () => void, context?: unknown) => callback?.call(context);
  return Object.assign(client, { connect }) as never;
}

export function createForeignPage<C extends Backbone.Collection>(
  classOn: (on: typeof Backbone) => new (client: Client) => C,
  on: typeof Backbone = Backbone,
): ForeignPage<C> {
  const inference = createInference();
  const decisions: Decision[] = [];
  const events: LiveEvent[] = [];
  const waiting: Ajax[] = [];
  const { ajax } = on;
  let seq = 0;
  const timers: (() => void)[] = [];
  let at = 1_000_000;
  let read = 0;

  function report(told: Report): void {
    at += 5;
    const event = { load: 'L1', seq: ++seq, at, ...structuredClone(told) } as LiveEvent;
    events.push(event);
    for (const inferred of inference.take(event)) decisions.push(inferred as Decision);
  }

  const tap: Tap = {
    report,
    frame: () => false,
    stack: () => undefined,
    guarded: (_where, work) => work(),
    later: (work) => void timers.push(work),
  };
  let backbone: BackboneTap | undefined;
  const { undo, onDelivery } = tapFaye(
    tap,
    { Faye: faye },
    {
      seen: allSeen,
      onChannel: (channel, context) => backbone?.channel(channel, context),
    },
  );
  backbone = tapBackbone(tap, { Backbone: on }, { base: () => 'http://localhost/', reports: () => false, onDelivery });

  function pass(): void {
    // What is deferred ends: a page that never comes to rest is the test's mistake.
    for (let n = 0; n < 1_000 && timers.length > 0; n += 1) timers.shift()?.();
  }

  const client = clientOffline();
  on.ajax = ((options: Ajax) => waiting.push(options)) as never;
  const todos = new (classOn(on))(client);
  // Any event will do for the collection to be found.
  todos.trigger('ready');

  return {
    todos,
    decisions,
    events,
    asked: waiting,
    push: (data) => client._receiveMessage({ channel: '/api/todos', data }),
    answer(status, body, which = 0, channelSeq) {
      const [request] = waiting.splice(which, 1);
      if (!request) throw new Error('No request waits for an answer.');
      const headers = channelSeq === undefined ? '' : `content-type: application/json\r\nX-Live-Seq: ${channelSeq}\r\n`;
      const xhr = { status, getAllResponseHeaders: () => headers };
      if (status >= 200 && status < 300) request.success(body, 'success', xhr);
      else request.error(xhr);
    },
    pass,
    defer: (work) => void timers.push(work),
    inferred() {
      pass();
      const fresh = decisions.slice(read);
      read = decisions.length;
      return fresh.map(({ decision, id, facts }) => {
        const { expected, did, withdraws } = facts as {
          expected?: string;
          did?: string;
          withdraws?: { decision: string };
        };
        const what = id === undefined ? decision : `${decision} ${id}`;
        const late = withdraws ? `, not ${withdraws.decision}` : '';
        if (decision === 'expected') return id === undefined ? `expected ${expected}` : `expected ${expected} ${id}`;
        const isOther = did !== undefined && expected !== undefined && expected !== did && did !== 'unchanged';
        return `${isOther ? `${what} instead of ${expected}` : what}${late}`;
      });
    },
    close() {
      backbone?.undo();
      undo();
      on.ajax = ajax;
    },
  };
}
