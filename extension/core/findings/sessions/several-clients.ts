import { subscriptionsOf } from '../../bayeux/bayeux.ts';
import { createRecent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import { isOver } from '../../subscriptions/subscription.ts';
import { clientOf } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'several-clients';
const CHANNELS = 1_000;

/** Two clients of one page listen to the same channel: the page hears each message twice. It may be meant so. */
export function createSeveralClients(context: DiagnosisContext): Diagnosis {
  const { trace, subscriptions, report } = context;
  /** Load and channel → client → the acknowledgement. */
  let listeners = createRecent<string, Map<string, number>>(CHANNELS);

  function listensStill(load: string, client: string, channel: string): boolean {
    const subscription = subscriptions.clientOf(load, client)?.subscriptions.get(channel);
    return subscription?.server === 'acknowledged' && !isOver(subscription) && !subscription.isLeaving;
  }

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.kind !== 'received' || !message?.successful) return;
      const isSubscribe = message.channel === '/meta/subscribe';
      if (!isSubscribe && message.channel !== '/meta/unsubscribe') return;
      const client = clientOf(event, context.subscriptions);
      if (!client) return;
      for (const channel of subscriptionsOf(message)) {
        const name = `${event.load} ${channel}`;
        const all = listeners.get(name) ?? new Map<string, number>();
        if (isSubscribe) all.set(client.name, i);
        else all.delete(client.name);
        for (const other of all.keys()) if (!listensStill(event.load, other, channel)) all.delete(other);
        listeners.set(name, all);
        const object = { load: event.load, channel };
        if (all.size < 2) {
          report.settle(findingId(KIND, object), i);
          continue;
        }
        report.raise({
          id: findingId(KIND, object),
          kind: KIND,
          severity: 'info',
          state: 'present',
          object,
          title: `${all.size} clients listen to ${cutWord(channel)}`,
          since: event.at,
          observed: [`the page gets each message ${all.size} times, by ${all.size} sessions`],
          why: ['Each client has a connection of its own, and the server sends each of them everything'],
          advice: ['Share one client in the page, unless they are kept apart by design.'],
          evidence: [...all.values()].flatMap((each) => evidenceOf(trace, each, each === i)),
        });
      }
    },
    clear() {
      listeners = createRecent(CHANNELS);
    },
  };
}
