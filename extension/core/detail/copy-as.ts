/** What developers paste elsewhere: lines of JavaScript and of a shell. */

import { withoutControls } from './control-characters.ts';

/** A text as a JavaScript literal in single quotes, in which nothing turns or hides what stands around it. */
export function scriptString(text: string): string {
  const inside = withoutControls(JSON.stringify(text).slice(1, -1)).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${inside}'`;
}

/**
 * `client.publish('/api/todos', {…});` for a Faye client.
 *
 * @param isHeard did it come from the server? A client may then not be allowed to publish it, which the line says
 */
export function publishLine(channel: string, data: unknown, isHeard = false): string {
  const line = publishCall(channel, data);
  return isHeard ? `${SERVER_PUBLISHES}\n${line}` : line;
}

/** What live-resource refuses: see `guardChannels`. */
const SERVER_PUBLISHES = [
  '// A server may refuse what clients publish: live-resource answers 403, because only the server publishes on its channels.',
  '// There, a write over REST publishes it; where the server allows clients to publish, this line does.',
].join('\n');

function publishCall(channel: string, data: unknown): string {
  const json = withoutControls(JSON.stringify(data ?? null, null, 2));
  // In a literal of JavaScript, unlike in JSON, this name would set the object's prototype.
  const literal = json.includes('"__proto__":') ? `JSON.parse(${scriptString(JSON.stringify(data))})` : json;
  return `client.publish(${scriptString(channel)}, ${literal});`;
}

export interface HttpCall {
  method: string;
  /** Absolute. */
  url: string;
  body?: string | undefined;
  headers?: readonly (readonly [name: string, value: string])[];
}

/** A text as one word of a POSIX shell. Nothing is special within single quotes, but their end. */
export const shellWord = (text: string): string =>
  /^[\w/.:=@%+,-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;

/** What no argument can have (0), or what a terminal takes for a key or a command of its own when it is pasted. */
const NOT_PASTED = /[^\P{Cc}\t\n]/u;

/** A call of `curl`; nothing when it cannot be pasted into a shell. */
export function curlLine({ method, url, body, headers = [] }: HttpCall): string | undefined {
  const words = ['curl'];
  // Otherwise curl takes brackets and braces for patterns.
  if (/[[\]{}]/.test(url)) words.push('--globoff');
  if (method === 'HEAD') words.push('--head');
  else if (method !== (body === undefined ? 'GET' : 'POST')) words.push('-X', shellWord(method));
  words.push(shellWord(url));
  for (const [name, value] of headers) words.push('-H', shellWord(`${name}: ${value}`));
  if (body !== undefined) words.push('--data-raw', shellWord(body));
  const line = words.join(' ');
  return NOT_PASTED.test(line) ? undefined : line;
}

/** Methods that `fetch` refuses: https://fetch.spec.whatwg.org/#forbidden-method */
const FORBIDDEN = /^(CONNECT|TRACE|TRACK)$/i;
const WITHOUT_BODY = /^(GET|HEAD)$/i;

/** A call of `fetch`; nothing where it would throw: a GET with a body, a name and password in the address. */
export function fetchLine({ method, url, body, headers = [] }: HttpCall): string | undefined {
  const { username, password } = new URL(url);
  if (FORBIDDEN.test(method) || username || password || (body !== undefined && WITHOUT_BODY.test(method)))
    return undefined;
  const options: string[] = [];
  if (method !== 'GET') options.push(`  method: ${scriptString(method)},`);
  const pairs = headers.map(([name, value]) => `[${scriptString(name)}, ${scriptString(value)}]`);
  if (pairs.length > 0) options.push(`  headers: [${pairs.join(', ')}],`);
  if (body !== undefined) options.push(`  body: ${scriptString(body)},`);
  return options.length === 0
    ? `fetch(${scriptString(url)});`
    : `fetch(${scriptString(url)}, {\n${options.join('\n')}\n});`;
}
