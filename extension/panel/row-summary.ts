import { type Envelope, readEnvelope, readMessage } from '../core/bayeux.ts';
import type { LiveEvent } from '../core/events.ts';
import { summarise } from '../core/summary.ts';
import type { IconName } from './icon.tsx';
import { jsonPreview } from './json-preview.ts';
import type { RowView } from './row-view.ts';

/** What a row says beside its columns: channel, method and id have their own, so it tells what was written. */
export function rowSummary(event: LiveEvent): Pick<RowView, 'lane' | 'icon' | 'title' | 'detail'> {
  const summary = summarise(event);
  const lane = summary.lane;
  const icon: IconName = event.kind === 'response' ? 'response' : lane;
  const envelope = pushed(event);
  if (envelope) return { lane, icon, title: jsonPreview(envelope.body), detail: place(envelope) };
  if (event.layer === 'collection' && event.kind === 'request') {
    const title = event.attributes === undefined ? event.url : jsonPreview(event.attributes);
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
  return { ...summary, icon };
}

/** The write that a message pushes to the page, if it is one. */
function pushed(event: LiveEvent): Envelope | undefined {
  if (event.layer === 'collection') return event.kind === 'message' ? readEnvelope(event.message) : undefined;
  return event.layer === 'faye' && event.kind === 'received' ? readMessage(event.message)?.envelope : undefined;
}

/** `seq 4 · v 1`, as far as known. */
function place({ seq, v }: Envelope): string {
  return [seq === undefined ? '' : `seq ${seq}`, v === undefined ? '' : `v ${v}`].filter(Boolean).join(' · ');
}
