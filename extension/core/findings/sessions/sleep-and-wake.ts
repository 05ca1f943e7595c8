import { endsSession } from '../../bayeux/bayeux.ts';
import { createRecent } from '../../bounded-map.ts';
import { spanOf } from '../../explanation/format.ts';
import type { BayeuxClient } from '../../subscriptions/bayeux-clients.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const SLEPT = 'sleep-and-wake';
const THROTTLED = 'throttled-tab';
const CLIENTS = 256;
const LOADS = 64;

/**
 * A client was silent for longer than a server waits for it.
 *
 *   sleep-and-wake   its next connect was overdue: the computer slept, or the page was frozen
 *   throttled-tab    the page was hidden meanwhile, and the server did not know the session any more
 */
export function createSleepAndWake(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  let last = createRecent<BayeuxClient, { i: number; at: number }>(CLIENTS);
  /** Documents that are hidden, and the event that said so. */
  let hidden = createRecent<string, number>(LOADS);

  return {
    layers: ['page', 'wire', 'faye'],
    take({ i, event, message, client }) {
      if (event.layer === 'page') {
        if (event.kind !== 'lifecycle') return;
        if (event.state === 'hide') hidden.set(event.load, i);
        else if (event.state === 'show') hidden.delete(event.load);
        return;
      }
      if (!message || (event.kind !== 'sent' && event.kind !== 'received')) return;
      if (!client) return;
      const { load, at } = event;
      const before = last.get(client);
      const { i: lastI = i, at: lastAt = at } = before ?? {};
      if (before) Object.assign(before, { i, at });
      else last.set(client, { i, at });
      const object = { load, client: client.name };
      if (event.kind === 'received') {
        const hiddenBy = hidden.get(load);
        if (message.channel !== '/meta/disconnect' && endsSession(message) && hiddenBy !== undefined)
          report.raise({
            id: findingId(THROTTLED, object),
            kind: THROTTLED,
            severity: 'info',
            state: 'present',
            object,
            title: 'The session ended while the tab was hidden',
            since: at,
            observed: [
              `the server did not know the client any more, ${spanOf(at - trace.at(hiddenBy)) ?? ''} after the tab was hidden`,
            ],
            why: [
              'Browsers slow down the timers of hidden tabs, so that a client’s connect may come too late for its server',
            ],
            advice: ['Let the server wait longer for a client, and reload lists after each new handshake.'],
            evidence: [...evidenceOf(trace, hiddenBy), ...evidenceOf(trace, i, true)],
          });
        else if (message.channel === '/meta/handshake' && message.successful)
          report.settle(findingId(THROTTLED, object), i);
        return;
      }
      if (at - lastAt < thresholds.connectOverdue) return;
      report.raise({
        id: findingId(SLEPT, object),
        kind: SLEPT,
        severity: 'info',
        state: 'resolved',
        object,
        title: `Silent for ${spanOf(at - lastAt) ?? ''}`,
        since: lastAt,
        observed: [`the client sent nothing and heard nothing for ${spanOf(at - lastAt) ?? ''}`],
        why: ['The computer slept, or the page was frozen or held up: a client that runs sends a connect before'],
        advice: ['What was published meanwhile may be lost: reload lists when the page wakes.'],
        evidence: [...evidenceOf(trace, lastI), ...evidenceOf(trace, i, true)],
      });
    },
    clear() {
      last = createRecent(CLIENTS);
      hidden = createRecent(LOADS);
    },
  };
}
