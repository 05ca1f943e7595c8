/**
 * Reads Bayeux messages, and the envelope that a live resource publishes in one. What comes in is a page's or a server's
 * word: anything may be missing or of another type, and what cannot be read is left out.
 *
 *   message    https://docs.cometd.org/current8/reference/#_bayeux_message_fields
 *   envelope   {method, body} and, from a live resource, {id, seq, v, crid}
 */

/** A pushed write: the 2013 vocabulary `{method, body}`, and what later servers add. */
export interface MessageEnvelope {
  /** POST, PUT, PATCH or DELETE; another word when the server speaks another vocabulary. */
  method: string;
  /** The document, as the REST API returns it. */
  body: unknown;
  /** The document's id: the envelope's own, else the body's `id` or `_id`. */
  id?: string;
  /** Per channel, one more each message. */
  seq?: number;
  /** Per document, one more each write. */
  v?: number;
  /** The client request id of the request that caused the write. */
  crid?: string;
}

export interface BayeuxMessage {
  channel: string;
  /** One of the protocol's own channels, `/meta/…`. */
  isMeta: boolean;
  /** Counts per client; joins a request to its reply within one client, and is no identity beyond that. */
  id?: string;
  /** The session that the server gave a client at its handshake. */
  clientId?: string;
  /** The channel that a `/meta/subscribe` or `/meta/unsubscribe` is about; the first where it names several. */
  subscription?: string;
  /** All of them, where it names several. */
  subscriptions?: string[];
  /** Only in replies. */
  successful?: boolean;
  error?: string;
  /** Only in replies: what the server advises a client to do next, `retry`, `handshake` or `none`. */
  reconnect?: string;
  envelope?: MessageEnvelope;
  /** What a message that is none of the protocol's own carries, as it came. */
  data?: unknown;
  /** Its position in a stream that can be read again: Salesforce's `data.event.replayId`, or `ext.replay` of CometD's extension. */
  replayId?: number;
}

/** Reads one Bayeux message, or nothing when it has no channel. */
export function readMessage(value: unknown): BayeuxMessage | undefined {
  if (!isObject(value) || typeof value.channel !== 'string') return undefined;
  const message: BayeuxMessage = { channel: value.channel, isMeta: value.channel.startsWith('/meta/') };
  const id = wordOf(value.id);
  if (id !== undefined) message.id = id;
  if (typeof value.clientId === 'string') message.clientId = value.clientId;
  readSubscription(value.subscription, message);
  if (typeof value.successful === 'boolean') message.successful = value.successful;
  if (typeof value.error === 'string') message.error = value.error;
  if (message.isMeta && isObject(value.advice) && typeof value.advice.reconnect === 'string')
    message.reconnect = value.advice.reconnect;
  const envelope = message.isMeta ? undefined : readEnvelope(value.data);
  if (envelope) message.envelope = envelope;
  if (!message.isMeta && value.data !== undefined) {
    message.data = value.data;
    const replayId = replayIdOf(value);
    if (replayId !== undefined) message.replayId = replayId;
  }
  return message;
}

function replayIdOf({ data, ext }: Record<string, unknown>): number | undefined {
  const inData = isObject(data) && isObject(data.event) ? data.event.replayId : undefined;
  const found = inData ?? (isObject(ext) ? ext.replay : undefined);
  return Number.isSafeInteger(found) ? Number(found) : undefined;
}

/** Channels of one `/meta/subscribe`. */
const MAX_SUBSCRIPTIONS = 1_000;

function readSubscription(value: unknown, into: BayeuxMessage): void {
  const channels = (Array.isArray(value) ? value.slice(0, MAX_SUBSCRIPTIONS) : [value]).filter(
    (channel) => typeof channel === 'string',
  );
  const [first] = channels;
  if (first !== undefined) into.subscription = first;
  if (channels.length > 1) into.subscriptions = channels;
}

/** The channels that a `/meta/subscribe` or `/meta/unsubscribe` is about. */
export function subscriptionsOf({ subscription, subscriptions }: BayeuxMessage): readonly string[] {
  return subscriptions ?? (subscription === undefined ? [] : [subscription]);
}

/**
 * Is the session over with this reply? The server has taken leave of the client, does not know it any more, or has it begin
 * again. https://docs.cometd.org/current8/reference/#_bayeux_protocol_elements_advice
 */
export function endsSession({ channel, isMeta, successful, reconnect, error }: BayeuxMessage): boolean {
  if (!isMeta || successful === undefined || channel === '/meta/handshake') return false;
  if (channel === '/meta/disconnect') return successful;
  return reconnect === 'handshake' || reconnect === 'none' || (!successful && UNKNOWN.test(error ?? ''));
}

/** `401:k1:Unknown client` (Faye), `402::Unknown client` (CometD), `403::Unknown client` (others). */
const UNKNOWN = /:unknown (?:client|session)/i;

/** Reads the data of a message as an envelope, or nothing when it names no method. Gitter’s `{operation, model}` is one too. */
export function readEnvelope(data: unknown): MessageEnvelope | undefined {
  if (!isObject(data)) return undefined;
  const { method = data.operation, body = data.model } = data;
  if (typeof method !== 'string') return undefined;
  const envelope: MessageEnvelope = { method, body };
  const id = wordOf(data.id) ?? (isObject(body) ? (wordOf(body.id) ?? wordOf(body._id)) : undefined);
  if (id !== undefined) envelope.id = id;
  if (typeof data.seq === 'number') envelope.seq = data.seq;
  if (typeof data.v === 'number') envelope.v = data.v;
  if (typeof data.crid === 'string') envelope.crid = data.crid;
  return envelope;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** An id as text: servers count in numbers as often as they speak in strings. */
function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}
