import { cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId, objectOf } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'unmapped-url';
/** The letters of a segment of a channel's name: https://docs.cometd.org/current8/reference/#_channel_names */
const CHANNEL = /^(?:\/[A-Za-z0-9\-_!~()$@]+)+(?:\/\*{1,2})?$/;

/** As LiveCollection says it, whose collections have no channel then. */
const SAID = /is no Bayeux channel/;

/** A live collection's URL is no legal name of a channel: it can never hear a message. */
export function createUnmappedUrl(context: DiagnosisContext): Diagnosis {
  const { trace, report } = context;
  return {
    layers: ['collection'],
    take({ i, event }) {
      if (event.layer !== 'collection' || (event.kind !== 'added' && event.kind !== 'error')) return;
      const { load, source } = event;
      const id = findingId(KIND, { load, source });
      const { channel, url } = event.kind === 'added' ? event : (context.collections.of(load, source) ?? EMPTY);
      const isMapped = event.kind === 'added' ? channel === '' || CHANNEL.test(channel) : !SAID.test(event.message);
      if (isMapped) {
        if (event.kind === 'added' && channel !== '' && report.get(id)) report.settle(id, i);
        return;
      }
      report.raise({
        id,
        kind: KIND,
        severity: 'error',
        state: 'present',
        object: objectOf(event, context),
        title: 'The URL is no channel name',
        since: event.at,
        expected: ['the collection listens to a channel named like its URL'],
        observed: [`${cutWord(channel || url || 'its URL')} is no legal channel`],
        why: ['Segments of a channel are made of letters, digits and - _ ! ~ ( ) $ @, with no slash at the end'],
        advice: ['Give the collection another URL, or a channel of its own.'],
        evidence: evidenceOf(trace, i, true),
      });
    },
    clear() {},
  };
}

const EMPTY = { channel: '', url: '' };
