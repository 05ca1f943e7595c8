import { endsSession, subscriptionsOf } from '../../bayeux/bayeux.ts';
import { cutWord } from '../../explanation/format.ts';
import { clientOf, isWanted } from '../client-of.ts';
import { type Diagnosis, type DiagnosisContext, findingId, type Taken } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';
import type { FindingObject } from '../finding.ts';

const REFUSED = 'refused';
const GHOST = 'ghost-subscription';

/**
 * The server refused a subscription or a publish.
 *
 *   refused              it never was acknowledged to this client
 *   ghost-subscription   it was, in an earlier session, and handlers in the page still count on it
 */
export function createRefused(context: DiagnosisContext): Diagnosis {
  const { trace, ledger, report } = context;

  function raise(taken: Taken, kind: string, object: FindingObject, error: string): void {
    const { i, event } = taken;
    const isGhost = kind === GHOST;
    const what = object.channel ?? '';
    report.raise({
      id: findingId(kind, object),
      kind,
      severity: isGhost ? 'error' : 'warning',
      state: 'present',
      object,
      title: isGhost ? `Handlers wait for ${cutWord(what)} in vain` : `The server refused ${cutWord(what)}`,
      since: event.at,
      expected: ['the server acknowledges it'],
      observed: [`the server answered “${error}”`],
      why: isGhost
        ? ['The client has another session now, and in it the server does not accept the subscription any more']
        : ['The server does not allow it to this client, or does not know what was meant'],
      advice: isGhost
        ? ['Show the user that the list is not live, and subscribe again when the session is allowed to.']
        : ['Look at the error and at the channel’s name; the server’s extensions decide who may use it.'],
      evidence: [...evidenceOf(trace, ledger.related(i).request), ...evidenceOf(trace, i, true)],
    });
  }

  function settle({ i, event }: Taken, object: FindingObject): void {
    for (const kind of [REFUSED, GHOST]) {
      const id = findingId(kind, object);
      if (report.get(id)) report.settle(id, i);
    }
    void event;
  }

  return {
    layers: ['wire', 'faye'],
    take(taken) {
      const { event, message } = taken;
      if (event.layer === 'faye' && event.kind === 'unsubscribe' && event.handlers === 0) {
        const client = clientOf(event, context.subscriptions);
        if (client) settle(taken, { load: event.load, client: client.name, channel: event.channel });
        return;
      }
      if (event.kind !== 'received' || message?.successful === undefined) return;
      const isSubscribe = message.channel === '/meta/subscribe';
      if (message.isMeta && !isSubscribe) return;
      const client = clientOf(event, context.subscriptions);
      if (!client) return;
      const { load } = event;
      const error = cutWord(message.error ?? 'not successful');
      if (!isSubscribe) {
        const object = { load, client: client.name, channel: message.channel };
        if (!message.successful && !endsSession(message)) raise(taken, REFUSED, object, error);
        return;
      }
      for (const channel of subscriptionsOf(message)) {
        const object = { load, client: client.name, channel };
        if (message.successful) settle(taken, object);
        else if (!endsSession(message)) {
          const subscription = client.subscriptions.get(channel);
          const wasAcknowledged = subscription?.steps.some(({ said }) => said === 'acknowledged') === true;
          const isGhost = wasAcknowledged && subscription !== undefined && isWanted(subscription) === true;
          raise(taken, isGhost ? GHOST : REFUSED, object, error);
        }
      }
    },
    clear() {},
  };
}
