import { carriedBy } from '../../core/bayeux/event-message.ts';
import { curlLine, fetchLine, type HttpCall, publishLine } from '../../core/detail/copy-as.ts';
import { HTTP_METHODS } from '../../core/ledger/sync-methods.ts';
import { marksOf } from '../../core/marks/mark.ts';
import { isShortened } from '../../core/marks/words.ts';
import type { LiveEvent } from '../../core/protocol/events.ts';
import type { Session } from '../../core/session.ts';
import type { Copy } from './detail-view.ts';
import { readValues } from './read-values.ts';

/** Of what a server published: a client that publishes it is refused by live-resource, by design. */
const REFUSED = '; a server that publishes it itself may refuse that (403)';
/** A value of a header that is no more than one: https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
const HEADER_VALUE = /^[\x21-\x7e]+$/;
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

/** How the row's event can be taken elsewhere: as JSON, as a call of a Faye client, as a call of fetch or curl. */
export function readCopies(session: Session, index: number, event: LiveEvent): Copy[] {
  const [value] = readValues(event, undefined);
  const isCut = isShortened(marksOf(event));
  const copies: Copy[] = [
    {
      as: 'JSON',
      label: `Copy ${value?.heading.toLowerCase() ?? 'event'} as JSON${isCut ? ', as far as it was recorded' : ''}`,
      text: () => JSON.stringify(value ? value.value : event, null, 2),
    },
  ];
  // What is shortened is no message that anybody sent: it can be read elsewhere, and not be sent again.
  if (isCut) return copies;
  const data = dataOf(event);
  if (data) {
    const isHeard = event.kind !== 'sent';
    const text = () => publishLine(...data, isHeard);
    copies.push({ as: 'client.publish', label: `Copy as a line of client.publish${isHeard ? REFUSED : ''}`, text });
  }
  const request = requestOf(session, index, event);
  const fetchCall = request && fetchLine(request);
  if (fetchCall !== undefined) copies.push({ as: 'fetch', label: 'Copy as a call of fetch', text: () => fetchCall });
  const call = request ?? publishOf(session, event, data);
  const curl = call && curlLine(call);
  const isRefused = !request && event.kind !== 'sent';
  if (curl !== undefined)
    copies.push({ as: 'curl', label: `Copy as a call of curl${isRefused ? REFUSED : ''}`, text: () => curl });
  return copies;
}

/** Channel and data of a message that could be published. */
function dataOf(event: LiveEvent): [channel: string, data: unknown] | undefined {
  const message: unknown =
    event.layer === 'collection' && event.kind === 'message'
      ? { channel: event.channel, data: event.message }
      : carriedBy(event);
  if (typeof message !== 'object' || message === null) return undefined;
  const { channel, data } = message as { channel?: unknown; data?: unknown };
  return typeof channel === 'string' && !channel.startsWith('/meta/') && data !== undefined
    ? [channel, data]
    : undefined;
}

/** The REST request on the row. */
function requestOf({ trace, ledger, documents }: Session, index: number, event: LiveEvent): HttpCall | undefined {
  const { exchange } = ledger.related(index);
  const other = exchange !== undefined && ledger.rowOf(exchange) === index ? trace.event(exchange) : undefined;
  const page = documents.of(event.load)?.url;
  const http = [event, other].find((one) => one?.layer === 'http');
  if (http?.layer === 'http' && http.kind === 'request') {
    const { method, url, body, crid } = http;
    return call(page, { method: method.toUpperCase(), url, body }, crid);
  }
  if (event.layer !== 'collection' || event.kind !== 'request') return undefined;
  const { method, url, attributes, crid } = event;
  const body = method === 'read' || method === 'delete' ? undefined : JSON.stringify(attributes);
  return call(page, { method: HTTP_METHODS.get(method) ?? method, url, body }, crid);
}

function call(page: string | undefined, { url, ...rest }: HttpCall, crid: string | undefined): HttpCall | undefined {
  const absolute = absoluteUrl(url, page);
  if (absolute === undefined) return undefined;
  const headers: (readonly [string, string])[] = /^\s*[[{]/.test(rest.body ?? '') ? [JSON_TYPE] : [];
  if (crid !== undefined && HEADER_VALUE.test(crid)) headers.push(['X-Live-Request-Id', crid]);
  return { ...rest, url: absolute, headers };
}

/** The message, published by a request of its own: Bayeux needs no session for that. */
function publishOf({ connections, documents }: Session, event: LiveEvent, data: [string, unknown] | undefined) {
  if (!data || (event.kind !== 'sent' && event.kind !== 'received')) return undefined;
  const line = connections.of(event.load, event.layer === 'wire' ? event.connection : event.client);
  const told = ('url' in event && event.url) || line?.url || connections.all(event.load)[0]?.url;
  const url = told && absoluteUrl(told.replace(/^ws/, 'http'), documents.of(event.load)?.url);
  if (!url) return undefined;
  const [channel, published] = data;
  return { method: 'POST', url, body: JSON.stringify([{ channel, data: published }]), headers: [JSON_TYPE] };
}

/** Nothing for what no server could be asked. */
function absoluteUrl(url: string, page = ''): string | undefined {
  const base = URL.canParse(page) ? page : undefined;
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, href } = new URL(url, base);
  return /^https?:$/.test(protocol) ? href : undefined;
}
