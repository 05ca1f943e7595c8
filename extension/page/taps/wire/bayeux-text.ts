import { parse } from '../../json/native-json.ts';
import { at, textOf } from '../../values.ts';

/** How far into a frame the first message's channel is looked for, in characters. Before it stand at most a few fields. */
const HEAD = 2_000;
const channel = /"channel"\s*:\s*"\\?\//;

/**
 * Is this text a Bayeux frame, one message or several (https://docs.cometd.org/current8/reference/#_bayeux)? Says so by a
 * look at its head: parsing is the panel's affair.
 */
export function isBayeux(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first !== 91 && first !== 123) return false; // [ {
  return channel.test(text.length > HEAD ? text.slice(0, HEAD) : text);
}

/** Frames that say nothing: Faye before 1.1 sent them so that a socket stays open. */
export function isHeartbeat(text: string): boolean {
  return text === '[]' || text === '';
}

/**
 * The Bayeux frame in the body or the address of a request: JSON, or the field `message` of a form, as a page of another
 * origin sends it, or of the query.
 */
export function bayeuxIn(body: unknown, url: string): string | undefined {
  if (typeof body === 'string' && isBayeux(body)) return body;
  const message =
    body instanceof URLSearchParams || (typeof FormData === 'function' && body instanceof FormData)
      ? body.get('message')
      : fieldOf(typeof body === 'string' && body.startsWith('message=') ? body : url.slice(url.indexOf('?') + 1));
  return typeof message === 'string' && isBayeux(message) ? message : undefined;
}

function fieldOf(form: string): string | null {
  return form.includes('message=') ? new URLSearchParams(form.replace(/#.*/s, '')).get('message') : null;
}

/**
 * Does a frame leave no doubt, wherever it goes? A page's own endpoint may take `{"channel": "/x", "data": …}` too; what only
 * Bayeux has are its `/meta/` channels, and a client's session beside a channel.
 */
export function isSurelyBayeux(frame: string): boolean {
  return (
    isBayeux(frame) &&
    (META.test(frame) || frame.includes('"clientId"')) &&
    messagesIn(frame).some((message) => textOf(at(message, 'clientId')) !== undefined || isMeta(message))
  );
}

/** A frame that only Bayeux has, also where one of an own protocol may have a field `clientId`. */
export const hasMeta = (frame: string): boolean => META.test(frame) && messagesIn(frame).some(isMeta);

/** Does the answer say, as Bayeux does, what became of one of the messages of the frame? */
export function answersFrame(answer: string, frame: string): boolean {
  if (!isBayeux(answer) || !answer.includes('"successful"')) return false;
  const channels = messagesIn(frame).map((message) => at(message, 'channel'));
  return messagesIn(answer).some(
    (message) => typeof at(message, 'successful') === 'boolean' && channels.includes(at(message, 'channel')),
  );
}

const META = /"\\?\/meta\\?\//;
const isMeta = (message: unknown) => textOf(at(message, 'channel'))?.startsWith('/meta/') === true;

function messagesIn(frame: string): unknown[] {
  try {
    return [parse(frame)].flat();
  } catch {
    return [];
  }
}

/** The channels that a frame subscribes to. This one is parsed: it is rare. */
export function subscriptionsIn(text: string): string[] {
  if (!text.includes('"/meta/subscribe"')) return [];
  const messages: unknown = parse(text);
  return (Array.isArray(messages) ? messages : [messages]).flatMap((message) => {
    if (message?.channel !== '/meta/subscribe') return [];
    return [message.subscription].flat().filter((subscription) => typeof subscription === 'string');
  });
}
