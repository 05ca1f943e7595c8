import { endsSession } from '../../bayeux/bayeux.ts';
import { createRecent } from '../../bounded-map.ts';
import { cutWord, spanOf } from '../../explanation/format.ts';
import { clientOf, isWanted } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';
import type { FindingObject } from '../finding.ts';

const OVER = 'session-over';
const STOPPED = 'told-to-stop';
const CLIENTS = 256;

/**
 * The server ended a client's session, and the client did not begin another for long, while handlers count on its channels.
 *
 *   session-over    the server does not know the client any more
 *   told-to-stop    the server advised it not to come back: `advice.reconnect: "none"`
 */
export function createSessionOver(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  /** Load and client → the undo of looking at it later. */
  let waiting = createRecent<string, () => void>(CLIENTS);

  function raise(i: number, kind: string, object: FindingObject, error: string): void {
    const isStopped = kind === STOPPED;
    report.raise({
      id: findingId(kind, object),
      kind,
      severity: 'error',
      state: 'present',
      object,
      title: isStopped ? 'The server told the client to stop' : 'The session is over, handlers still wait',
      since: trace.at(i),
      expected: isStopped ? undefined : ['the client makes a new handshake'],
      observed: isStopped
        ? ['the client sent nothing since']
        : [`no handshake was seen within ${spanOf(thresholds.silence) ?? ''}`],
      why: isStopped
        ? ['The server sent advice.reconnect “none”, after which a client does not come back by itself']
        : [`The server answered “${error}”, so it sends this client nothing any more`],
      advice: isStopped
        ? ['Find why the server sends the client away, or call handshake again from the application.']
        : ['Let the client make a new handshake and subscribe again, then reload the lists.'],
      evidence: evidenceOf(trace, i, true),
    });
  }

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (!message || (event.kind !== 'received' && event.kind !== 'sent')) return;
      const isHandshake = message.channel === '/meta/handshake';
      if (!isHandshake && (event.kind === 'sent' || !endsSession(message))) return;
      const client = clientOf(event, context.subscriptions);
      if (!client) return;
      const { load, at } = event;
      const object = { load, client: client.name };
      const name = `${load} ${client.name}`;
      waiting.get(name)?.();
      waiting.delete(name);
      if (isHandshake) {
        if (event.kind === 'received' && message.successful !== true) return;
        for (const kind of [OVER, STOPPED]) report.settle(findingId(kind, object), i);
        return;
      }
      const isWaited = () => [...client.subscriptions.values()].some((each) => isWanted(each) === true);
      if (!isWaited()) return;
      const kind = message.reconnect === 'none' ? STOPPED : OVER;
      const error = cutWord(message.error ?? 'disconnected');
      waiting.set(
        name,
        context.at(at + thresholds.silence, () => {
          waiting.delete(name);
          if (isWaited()) raise(i, kind, object, error);
        }),
      );
    },
    clear() {
      waiting = createRecent(CLIENTS);
    },
  };
}
