import type { RequestHandler } from 'express';
import type { BayeuxMessage, NodeAdapter } from 'faye';
import type { Log } from '../log/index.ts';
import { type ArmedRule, type ArmedRules, createArmedRules } from './armed-rules.ts';
import { faultyEngine } from './faulty-engine.ts';
import { holdPausedClients } from './paused-transport.ts';
import { requestFaults } from './request-faults.ts';
import { FAULTS, fits, type Rule } from './rule.ts';
import { type BayeuxSession, type BayeuxSessions, followSessions } from './sessions.ts';

/** Faults on demand, for one dev server. */
export interface Faults extends Omit<ArmedRules, 'arm' | 'strike' | 'inForce' | 'isEmpty'> {
  /** The engine for `new NodeAdapter({engine})`. */
  readonly engine: Record<string, unknown>;
  /** Express middleware that stands before what it is to disturb. */
  readonly requests: RequestHandler;
  readonly sessions: BayeuxSessions;
  /** To be called once with the server that was made with the engine. */
  attach(bayeux: NodeAdapter): void;
  /**
   * Arms a rule. Those for clients strike at once: `struck` names their sessions.
   * @throws BadRule when there are too many
   */
  arm(rule: Rule): { armed: ArmedRule; struck?: string[] };
  /** Hands a message to one client that never subscribed to its channel. */
  send(clientId: string, message: BayeuxMessage): void;
}

/** @param engineOptions of the engine to put faults around; Faye's memory engine unless they name a `type` */
export function createFaults(log: Log, engineOptions: Record<string, unknown> = {}): Faults {
  const rules = createArmedRules();
  let sessions: BayeuxSessions | undefined;
  const engine = faultyEngine(engineOptions, rules, log, () => sessions);
  const list = () => sessions?.list() ?? [];

  /** Strikes the clients that match, at most `times`. */
  function strikeNow(rule: Rule): string[] {
    const struck = list()
      .filter((session) => concerns(rule, session))
      .slice(0, rule.times);
    for (const { clientId, socket } of struck) {
      if (rule.fault === 'kill-socket') socket?.destroy();
      else engine.forget(clientId);
    }
    return struck.map(({ clientId }) => clientId);
  }

  return {
    engine: engine.options,
    requests: requestFaults(rules),
    sessions: { get: (clientId) => sessions?.get(clientId), list },
    send: engine.send,
    list: rules.list,
    disarm: rules.disarm,
    attach(bayeux) {
      sessions = followSessions(bayeux);
      holdPausedClients(bayeux, rules, sessions);
    },
    arm(rule) {
      const armed = rules.arm(rule);
      if (!isForClients(rule)) return { armed };
      const struck = strikeNow(rule);
      rules.disarm(armed.id);
      return { armed, struck };
    },
  };
}

function isForClients({ fault }: Rule): boolean {
  const forClients: readonly string[] = FAULTS.client;
  return forClients.includes(fault);
}

/** A session is on several channels; one that fits is enough. */
function concerns({ match }: Rule, { clientId, connectionType, channels }: BayeuxSession): boolean {
  const facts = { clientId, ...(connectionType !== undefined && { connectionType }) };
  if (match.channel === undefined) return fits(match, facts);
  return [...channels].some((channel) => fits(match, { ...facts, channel }));
}
