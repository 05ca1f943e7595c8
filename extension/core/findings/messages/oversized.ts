import { cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'oversized-message';

/** A single message is so large that it holds up the page and all that waits behind it. */
export function createOversized(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  return {
    layers: ['wire'],
    take({ i, event, message }) {
      if (event.layer !== 'wire' || (event.kind !== 'sent' && event.kind !== 'received')) return;
      if (event.bytes <= thresholds.messageBytes || (event.parts ?? 1) > 1 || !message) return;
      const object = { load: event.load, channel: message.channel };
      report.raise({
        id: findingId(KIND, object),
        kind: KIND,
        severity: 'info',
        state: 'present',
        object,
        title: `${cutWord(message.channel)} carries large messages`,
        since: event.at,
        observed: [`one message was ${sizeOf(event.bytes)} long`],
        why: ['A connection delivers one message after another, and the page reads each as a whole'],
        advice: ['Send what changed, or an id to fetch by.'],
        evidence: evidenceOf(trace, i, true),
      });
    },
    clear() {},
  };
}

const sizeOf = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.round(bytes / 1_024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
