import type { BayeuxMessage } from 'faye';
import Memory, { type Engine, type EngineHost, type EngineType } from 'faye/src/engines/memory.js';
import { type Log, toldBy } from '../log/index.ts';
import type { ArmedRule, ArmedRules } from './armed-rules.ts';
import type { Match } from './rule.ts';
import type { BayeuxSessions } from './sessions.ts';

/** How long a message waits for the one that is to overtake it, in ms, unless its rule says. */
const REORDER_WITHIN = 1_000;
/** Late messages kept for a client that is not connected just now. */
const MOST_LATE = 1_000;

/** Faye's engine with faults between it and the clients, whatever their transport. */
export interface FaultyEngine {
  /** For `new NodeAdapter({engine: …})`. */
  readonly options: Record<string, unknown>;
  /** Ends a session; the client learns of it at its next message. */
  forget(clientId: string): void;
  /** Hands a message to one client that never subscribed to its channel. */
  send(clientId: string, message: BayeuxMessage): void;
}

/**
 * Wraps an engine. The engine's place is the one where a published message meets each client by name, before it becomes
 * websocket frames or polls; and every engine has it.
 *
 * @param options the engine's own; `type` is Faye's memory engine unless given
 * @param sessions asked for late, because they are of the server that is made with this engine
 */
export function faultyEngine(
  options: Record<string, unknown>,
  rules: ArmedRules,
  log: Log,
  sessions: () => BayeuxSessions | undefined,
): FaultyEngine {
  let engine: Engine | undefined;
  let host: EngineHost | undefined;
  /** clientId → messages whose delay ended while the client was away. */
  const late = new Map<string, BayeuxMessage[]>();
  /** clientId → messages to be sent right after the next one. */
  const overtaken = new Map<string, (() => void)[]>();

  function hand(clientId: string, messages: BayeuxMessage[]): void {
    if (!host?.hasConnection(clientId)) {
      if (!sessions()?.get(clientId)) return; // gone for good
      late.set(clientId, [...(late.get(clientId) ?? []), ...messages].slice(-MOST_LATE));
      return;
    }
    for (const { channel, data } of messages) log.addMessage(channel, data, clientId);
    host.deliver(clientId, messages);
  }

  function deliver(clientId: string, messages: BayeuxMessage[] | undefined): boolean {
    if (!messages || messages.length === 0) return false;
    if (rules.isEmpty && overtaken.size === 0) {
      hand(clientId, messages);
      return true;
    }
    for (const message of messages) {
      const facts = () => factsOf(clientId, message);
      const pause = rules.inForce('transport', facts);
      if (pause) void pause.hold().then(() => pass(clientId, message));
      else pass(clientId, message);
    }
    return true;
  }

  function pass(clientId: string, message: BayeuxMessage): void {
    const facts = () => factsOf(clientId, message);
    const rule = rules.strike('message', facts);
    const strip = rules.strike('envelope', facts);
    const passed = strip ? { ...message, data: without(message.data, strip.fields) } : message;
    if (rule) {
      disturb(rule, clientId, passed);
      return;
    }
    hand(clientId, [passed]);
    for (const send of overtaken.get(clientId) ?? []) send();
  }

  function disturb(rule: ArmedRule, clientId: string, message: BayeuxMessage): void {
    switch (rule.fault) {
      case 'delay-message':
        void rule.hold().then(() => hand(clientId, [message]));
        break;
      case 'duplicate-message':
        hand(clientId, [message, { ...message }]);
        break;
      case 'reorder-message':
        sendAfterNext(clientId, message, rule.ms ?? REORDER_WITHIN);
        break;
    } // and a dropped one goes nowhere
  }

  function sendAfterNext(clientId: string, message: BayeuxMessage, ms: number): void {
    const send = () => {
      clearTimeout(timer);
      const others = (overtaken.get(clientId) ?? []).filter((other) => other !== send);
      if (others.length > 0) overtaken.set(clientId, others);
      else overtaken.delete(clientId);
      hand(clientId, [message]);
    };
    const timer = setTimeout(send, ms);
    overtaken.set(clientId, [...(overtaken.get(clientId) ?? []), send]);
  }

  function factsOf(clientId: string, { channel, data }: BayeuxMessage): Match {
    const { method, id, crid } = toldBy(data);
    const connectionType = sessions()?.get(clientId)?.connectionType;
    return {
      clientId,
      channel,
      ...(connectionType !== undefined && { connectionType }),
      ...(method !== undefined && { method }),
      ...(id !== undefined && { id }),
      ...(crid !== undefined && { requestId: crid }),
    };
  }

  const type: EngineType = {
    create(server, engineOptions) {
      host = server;
      server.bind('connection:open', (clientId) => {
        const messages = late.get(clientId);
        late.delete(clientId);
        if (messages) hand(clientId, messages);
      });
      server.bind('disconnect', (clientId) => {
        late.delete(clientId);
        overtaken.delete(clientId);
      });
      const base = (options.type as EngineType | undefined) ?? Memory;
      // The engine sees the server as it is, but for the way to the clients.
      const made = base.create(Object.assign(Object.create(server), { deliver }), engineOptions);
      const publish = made.publish.bind(made);
      made.publish = (message, channels) => {
        log.addMessage(message.channel, message.data);
        publish(message, channels);
      };
      engine = made;
      return made;
    },
  };

  return {
    options: { ...options, type },
    forget: (clientId) => engine?.destroyClient(clientId),
    send: (clientId, message) => hand(clientId, [message]),
  };
}

function without(data: unknown, fields: readonly string[]): unknown {
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !fields.includes(key)));
}
