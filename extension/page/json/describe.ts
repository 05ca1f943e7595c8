import { dataOf } from '../values.ts';

const { toString: tagOf } = Object.prototype;
/** Characters of a description. */
const MAX_WORDS = 200;

/** What was thrown, as `[throws TypeError: …]`. Never throws itself. */
export function thrown(error: unknown): string {
  try {
    return short(`[throws ${String(error)}]`);
  } catch {
    return '[throws]';
  }
}

/** The name of the class that made an object; '' for a plain one, or where it tells nothing: Backbone's `extend` calls all `child`. */
export function classOf(value: object): string {
  const made = dataOf(value, 'constructor');
  const name: unknown = typeof made === 'function' ? Object.getOwnPropertyDescriptor(made, 'name')?.value : '';
  return typeof name === 'string' && name !== 'Object' && name !== 'child' ? short(name) : '';
}

/**
 * What an object is that JSON would write as `{}`, or as the whole page: `Map(3)`, `<li.done>`, `Uint8Array(16)`; nothing
 * for one that has its own fields and nothing else.
 * @throws what a Proxy or a getter of the page throws
 */
export function wordsFor(value: object): string | undefined {
  const tag = Reflect.apply(tagOf, value, []).slice(8, -1);
  if (tag === 'Object' || tag === 'Arguments') return undefined;
  if (tag === 'Map' || tag === 'Set') return `${tag}(${(value as Map<unknown, unknown>).size})`;
  if (ArrayBuffer.isView(value)) return `${tag}(${'length' in value ? value.length : value.byteLength})`;
  if (tag === 'ArrayBuffer') return `${tag}(${(value as ArrayBuffer).byteLength})`;
  if (tag === 'RegExp' || tag === 'Error' || tag === 'DOMException' || tag === 'URL') return short(String(value));
  if (tag === 'Blob' || tag === 'File') return `${tag}(${(value as Blob).size})`;
  if (typeof Element === 'function' && value instanceof Element) return elementWords(value);
  // A class of the page's may call itself as it likes.
  return tag.startsWith('HTML') || HOSTS.has(tag) ? tag : undefined;
}

const HOSTS = new Set(['Window', 'global', 'Promise', 'WeakMap', 'WeakSet', 'WeakRef', 'Text', 'Generator', 'Symbol']);

function elementWords({ localName, id, classList }: Element): string {
  const classes = [...classList].map((name) => `.${name}`).join('');
  return short(`<${localName}${id ? `#${id}` : ''}${classes}>`);
}

const short = (words: string) => (words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words);
