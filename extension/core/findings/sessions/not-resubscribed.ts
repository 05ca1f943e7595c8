import { subscriptionsOf } from '../../bayeux/bayeux.ts';
import { createRecent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import type { BayeuxClient } from '../../subscriptions/bayeux-clients.ts';
import { clientOf, isWanted } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'not-resubscribed';
const CLIENTS = 256;

/** A client has a new session, and did not subscribe in it to what handlers in the page count on. */
export function createNotResubscribed(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  let sessions = createRecent<BayeuxClient, string>(CLIENTS);

  function look(load: string, client: BayeuxClient, clientId: string, i: number): void {
    if (client.clientId !== clientId) return;
    for (const subscription of client.subscriptions.values()) {
      const wanted = isWanted(subscription);
      if (subscription.server !== 'lapsed' || wanted === false) continue;
      const object = { load, client: client.name, channel: subscription.channel };
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'error',
        state: wanted === undefined ? 'unsure' : 'present',
        object,
        title: `${cutWord(subscription.channel)} was not subscribed to again`,
        since: trace.at(i),
        expected: ['the channel is subscribed to in the new session'],
        observed: ['no subscribe was sent'],
        why:
          wanted === undefined
            ? [
                'A subscription ends with its session. Whether the page still has handlers for the channel cannot be seen of this client',
              ]
            : ['A subscription ends with its session, and the page still has handlers for the channel'],
        advice: ['Subscribe after each handshake, not only after the first, and reload the list then.'],
        evidence: evidenceOf(trace, i, true),
      });
    }
  }

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.kind !== 'received' || message?.successful !== true) return;
      const { channel, clientId } = message;
      if (!message.isMeta) return;
      // A client is met by its connection first, and known as Faye's or as the session's later.
      if (channel !== '/meta/handshake') {
        const client = clientOf(event, context.subscriptions);
        if (client?.clientId !== undefined) sessions.set(client, client.clientId);
      }
      if (channel === '/meta/subscribe' || channel === '/meta/unsubscribe') {
        const client = clientOf(event, context.subscriptions);
        for (const each of client ? subscriptionsOf(message) : []) {
          const id = findingId(KIND, { load: event.load, client: client?.name, channel: each });
          if (report.get(id)) report.settle(id, i);
        }
        return;
      }
      if (channel !== '/meta/handshake' || clientId === undefined) return;
      const client = clientOf(event, context.subscriptions);
      if (!client) return;
      const before = sessions.get(client);
      sessions.set(client, clientId);
      if (before === undefined || before === clientId) return;
      context.at(event.at + thresholds.silence, () => look(event.load, client, clientId, i));
    },
    clear() {
      sessions = createRecent(CLIENTS);
    },
  };
}
