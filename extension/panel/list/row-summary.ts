import { type BayeuxMessage, type MessageEnvelope, readEnvelope } from '../../core/bayeux/bayeux.ts';
import { carriedPathOf, messageOf } from '../../core/bayeux/event-message.ts';
import { tagged, told } from '../../core/explanation/format.ts';
import { requestName } from '../../core/explanation/short-names.ts';
import { summarise } from '../../core/explanation/summary.ts';
import { marksAt, marksOf } from '../../core/marks/mark.ts';
import { withWords } from '../../core/marks/words.ts';
import type { LiveEvent } from '../../core/protocol/events.ts';
import { streamPosition } from '../../core/subscriptions/streams.ts';
import type { IconName } from '../controls/icon.tsx';
import { jsonPreview } from '../controls/json-preview.ts';
import type { RowView } from './row-view.ts';

/**
 * What a row says beside its columns: channel, method and id have their own, so it tells what was written, and what came
 * of it.
 *
 * @param before what came before it in its stream, see `Streams.before`
 * @param answer what is shown on the same row, see `Ledger.answerOf`
 */
export function rowSummary(
  event: LiveEvent,
  answer?: LiveEvent,
  before?: number,
): Pick<RowView, 'lane' | 'icon' | 'title' | 'detail'> {
  const summary = summarise(event, answer);
  const lane = summary.lane;
  const icon: IconName = event.kind === 'response' ? 'response' : lane;
  const carried = bare(event);
  if (carried) {
    const { data, replayId } = carried;
    const position = replayId === undefined ? '' : streamPosition(replayId, before);
    const published = event.kind === 'sent' ? [summary.title, answerText(answer)] : [];
    return { lane, icon, title: jsonPreview(data, DATA_PREVIEW), detail: told(...published, position) };
  }
  const envelope = pushed(event);
  if (envelope) return { lane, icon, title: glance(envelope.body), detail: place(envelope) };
  if (event.layer === 'collection' && event.kind === 'request') {
    const title = event.attributes === undefined ? event.url : glance(asItWas(event, event.attributes, '/attributes'));
    return { lane, icon, title, detail: requestName(event.token) };
  }
  if (event.layer === 'collection' && event.kind === 'response') {
    const status = event.status === 0 ? 'no answer' : String(event.status);
    return {
      lane,
      icon,
      title: event.ok ? `ok ${status}` : `failed ${status}`,
      detail: `${requestName(event.token)} · ${event.ms.toFixed(0)} ms`,
    };
  }
  if (event.layer === 'collection' && event.kind === 'change') {
    const detail = event.attributes === undefined ? '' : glance(asItWas(event, event.attributes, '/attributes'));
    return { lane, icon, title: `${event.op} ${event.cid}`, detail };
  }
  return { ...summary, icon };
}

/** Characters of data that a row shows: as much as the widest has room for. */
const DATA_PREVIEW = 160;

/** A message that carries something, but no write: of that its data is what there is to see. */
function bare(event: LiveEvent): Pick<BayeuxMessage, 'data' | 'replayId'> | undefined {
  if (event.layer === 'collection') {
    if (event.kind !== 'message' || readEnvelope(event.message)) return undefined;
    return { data: asItWas(event, event.message, '/message') };
  }
  const message = messageOf(event);
  if (!message || message.data === undefined || message.envelope) return undefined;
  return { ...message, data: asItWas(event, message.data, `${carriedPathOf(event)}/data`) };
}

/** What the server said to a publish. */
function answerText(answer: LiveEvent | undefined): string {
  const reply = answer && messageOf(answer);
  return reply?.successful === undefined ? '' : reply.successful ? 'accepted' : `refused ${reply.error ?? ''}`;
}

/** The write that a message pushes to the page, if it is one. */
function pushed(event: LiveEvent): MessageEnvelope | undefined {
  if (event.layer === 'collection')
    return event.kind === 'message' ? readEnvelope(asItWas(event, event.message, '/message')) : undefined;
  const message = event.kind === 'received' ? messageOf(event) : undefined;
  return message?.envelope && readEnvelope(asItWas(event, message.data, `${carriedPathOf(event)}/data`));
}

/** What stands at `path` of an event, with what is no JSON as what it was: `12n`, `NaN`. */
const asItWas = (event: LiveEvent, value: unknown, path: string): unknown =>
  withWords(value, marksAt(marksOf(event), path));

/** Names under which documents keep what a row shows in columns of its own, or what no human wrote. */
const KEPT_ELSEWHERE = new Set(['id', '_id', '_v', '__v']);

/** A document in short: what a human wrote in it first, because that is how its developer knows it. '' if nothing is left. */
function glance(document: unknown): string {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return jsonPreview(document);
  const entries = Object.entries(document).filter(([key]) => !KEPT_ELSEWHERE.has(key));
  const isText = ([, value]: [string, unknown]) => typeof value === 'string';
  const sorted = [...entries.filter(isText), ...entries.filter((entry) => !isText(entry))];
  return sorted.length > 0 ? jsonPreview(Object.fromEntries(sorted)) : '';
}

/** `seq 4 · v 1`, as far as known. */
function place({ seq, v }: MessageEnvelope): string {
  return [tagged('seq', seq) ?? '', v === undefined ? '' : `v ${v}`].filter(Boolean).join(' · ');
}
