import { endOfString, isNestedBeyond } from '../protocol/untrusted-json.ts';

/**
 * Takes the frames of Bayeux transports apart. What comes in is a page's or a server's word, and nothing here throws.
 *
 *   websocket, long-polling   [{…}, …] or {…}
 *   form-encoded request      message=%5B…%5D, also as a query
 *   callback-polling          jsonp1234([…]);  with an empty comment before it or not
 *   event stream              data: […]
 *
 * https://docs.cometd.org/current8/reference/#_bayeux_transport_mechanisms
 */

/**
 * The longest frame that is read, in characters; a probe cuts long before. It has at most some 70,000 messages, each of
 * which becomes an event: who takes them from a page counts them.
 */
const MAX_FRAME = 1_048_576;
/** The deepest nesting that is read: whatever shows a message may recurse. */
const MAX_DEPTH = 64;

const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;
const QUOTE = 34;
const COMMA = 44;

const FORM = /(?:^|[?&])message=([^&]*)/;
const CALLBACK = /^(?:\/\*\*\/)?\s*[\w$.]{1,128}\s*\(/;

/** The Bayeux messages of a frame, as values of JSON that have a channel; none when the frame cannot be read. */
export function readFrame(text: string): readonly unknown[] {
  const value = parsed(text);
  if (!Array.isArray(value)) return hasChannel(value) ? [value] : [];
  return value.every(hasChannel) ? value : [];
}

/** The text of each message of a frame that `readFrame` finds several in, as it stands in the frame. */
export function splitFrame(text: string): string[] {
  const json = payloadOf(text) ?? '';
  const parts: string[] = [];
  let depth = 0;
  let start = json.indexOf('[') + 1;
  for (let i = start; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) depth += 1;
    else if (code === OPEN_BRACKET + 2 || code === OPEN_BRACE + 2) {
      depth -= 1;
      if (depth < 0) {
        parts.push(json.slice(start, i).trim());
        break;
      }
    } else if (code === COMMA && depth === 0) {
      parts.push(json.slice(start, i).trim());
      start = i + 1;
    }
  }
  return parts;
}

function parsed(text: string): unknown {
  if (text.length > MAX_FRAME) return undefined;
  try {
    const json = payloadOf(text);
    return json === undefined || isNestedBeyond(MAX_DEPTH, json) ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The JSON of a frame, or nothing. @throws URIError when a form's escapes are broken */
function payloadOf(text: string): string | undefined {
  if (beginsJson(text)) return text;
  const trimmed = text.trim();
  if (beginsJson(trimmed)) return trimmed;
  if (trimmed.startsWith('data:')) return dataOf(trimmed);
  const form = FORM.exec(trimmed)?.[1];
  if (form !== undefined) return decodeURIComponent(form.replaceAll('+', ' '));
  const opening = CALLBACK.exec(trimmed)?.[0];
  return opening === undefined ? undefined : trimmed.slice(opening.length, trimmed.lastIndexOf(')'));
}

/** The data lines of one event of an event stream. https://html.spec.whatwg.org/multipage/server-sent-events.html */
function dataOf(event: string): string {
  return event
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length))
    .join('\n');
}

function beginsJson(text: string): boolean {
  const head = text.charCodeAt(0);
  return head === OPEN_BRACKET || head === OPEN_BRACE;
}

function hasChannel(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { channel?: unknown }).channel === 'string';
}
