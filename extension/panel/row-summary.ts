import { type Envelope, readEnvelope } from '../core/bayeux.ts';
import { messageOf } from '../core/event-message.ts';
import type { LiveEvent } from '../core/events.ts';
import { summarise } from '../core/summary.ts';
import type { IconName } from './icon.tsx';
import { jsonPreview } from './json-preview.ts';
import type { RowView } from './row-view.ts';

/**
 * What a row says beside its columns: channel, method and id have their own, so it tells what was written, and what came
 * of it.
 *
 * @param answer what is shown on the same row, see `Ledger.answerOf`
 */
export function rowSummary(event: LiveEvent, answer?: LiveEvent): Pick<RowView, 'lane' | 'icon' | 'title' | 'detail'> {
  const summary = summarise(event, answer);
  const lane = summary.lane;
  const icon: IconName = event.kind === 'response' ? 'response' : lane;
  const envelope = pushed(event);
  if (envelope) return { lane, icon, title: glance(envelope.body), detail: place(envelope) };
  if (event.layer === 'collection' && event.kind === 'request') {
    const title = event.attributes === undefined ? event.url : glance(event.attributes);
    return { lane, icon, title, detail: event.token };
  }
  if (event.layer === 'collection' && event.kind === 'response') {
    const status = event.status === 0 ? 'no answer' : String(event.status);
    return {
      lane,
      icon,
      title: event.ok ? `ok ${status}` : `failed ${status}`,
      detail: `${event.token} · ${event.ms.toFixed(0)} ms`,
    };
  }
  if (event.layer === 'collection' && event.kind === 'change') {
    const detail = event.attributes === undefined ? '' : glance(event.attributes);
    return { lane, icon, title: `${event.op} ${event.cid}`, detail };
  }
  return { ...summary, icon };
}

/** The write that a message pushes to the page, if it is one. */
function pushed(event: LiveEvent): Envelope | undefined {
  if (event.layer === 'collection') return event.kind === 'message' ? readEnvelope(event.message) : undefined;
  return event.kind === 'received' ? messageOf(event)?.envelope : undefined;
}

/** Names under which documents keep what a row shows in columns of its own, or what no human wrote. */
const KEPT_ELSEWHERE = new Set(['id', '_id', '_v', '__v']);

/** A document in short: what a human wrote in it first, for that is how its developer knows it. '' if nothing is left. */
function glance(document: unknown): string {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return jsonPreview(document);
  const entries = Object.entries(document).filter(([key]) => !KEPT_ELSEWHERE.has(key));
  const isText = ([, value]: [string, unknown]) => typeof value === 'string';
  const sorted = [...entries.filter(isText), ...entries.filter((entry) => !isText(entry))];
  return sorted.length > 0 ? jsonPreview(Object.fromEntries(sorted)) : '';
}

/** `seq 4 · v 1`, as far as known. */
function place({ seq, v }: Envelope): string {
  return [seq === undefined ? '' : `seq ${seq}`, v === undefined ? '' : `v ${v}`].filter(Boolean).join(' · ');
}
