/** What developers paste elsewhere: lines of JavaScript and of a shell. */

/** A text as a JavaScript literal in single quotes. */
export function scriptString(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${inside}'`;
}

/** `client.publish('/api/todos', {…});` for a Faye client. */
export function publishLine(channel: string, data: unknown): string {
  const json = JSON.stringify(data ?? null, null, 2);
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

/** A call of `curl`; nothing when a shell cannot say it: an argument has no character 0. */
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
  return line.includes('\0') ? undefined : line;
}
