import { subscriptionsOf } from '../../bayeux/bayeux.ts';
import { createRecent } from '../../bounded-map.ts';
import { cutWord } from '../../explanation/format.ts';
import { clientOf } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'false-success';
const CHANNELS = 1_000;

/** The application was told that it is subscribed, and the server had refused, or refused later, the only subscribe there was. */
export function createFalseSuccess(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  /** Client and channel → the event by which the application was told, before the server had answered. */
  let early = createRecent<string, number>(CHANNELS);

  function raise(load: string, client: string, channel: string, toldAt: number, refusedAt: number | undefined): void {
    const object = { load, client, channel };
    report.raise({
      id: findingId(KIND, object),
      kind: KIND,
      severity: 'error',
      state: 'present',
      object,
      title: `${cutWord(channel)} is not subscribed, though told so`,
      since: trace.at(toldAt),
      expected: ['the application is told that the subscription failed'],
      observed: ['it was told that it succeeded'],
      why: [
        'The client sends one subscribe for a channel. A second call is answered at once, before or after the server refused the first',
      ],
      advice: ['Wait for the first subscription of a channel before the second, and let both fail together.'],
      evidence: [
        ...evidenceOf(trace, toldAt, true),
        ...(refusedAt === undefined ? [] : evidenceOf(trace, refusedAt)),
      ].sort((one, other) => one.event - other.event),
    });
  }

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.layer === 'faye' && event.kind === 'subscribed') {
        const client = clientOf(event, context.subscriptions);
        const subscription = client?.subscriptions.get(event.channel);
        if (!client || !subscription || !event.ok) return;
        const name = `${event.load} ${client.name} ${event.channel}`;
        if (subscription.server === 'pending') early.set(name, i);
        else if (subscription.server === 'refused')
          raise(
            event.load,
            client.name,
            event.channel,
            i,
            subscription.steps.findLast(({ said }) => said === 'refused')?.event,
          );
        return;
      }
      if (event.kind !== 'received' || message?.channel !== '/meta/subscribe') return;
      const client = clientOf(event, context.subscriptions);
      if (!client) return;
      for (const channel of subscriptionsOf(message)) {
        const name = `${event.load} ${client.name} ${channel}`;
        const toldAt = early.get(name);
        early.delete(name);
        if (message.successful === false) {
          if (toldAt !== undefined) raise(event.load, client.name, channel, toldAt, i);
          continue;
        }
        const id = findingId(KIND, { load: event.load, client: client.name, channel });
        if (message.successful && report.get(id)) report.settle(id, i);
      }
    },
    clear() {
      early = createRecent(CHANNELS);
    },
  };
}
