/**
 * The page's JSON as it was when the probe came, taken once. A page may put its own in its place, or give its built-ins a
 * `toJSON` (Prototype 1.6 does): what is written for the panel then does not pass through it.
 */
const { stringify, parse } = JSON;
const { toString: nativeToString } = Function.prototype;

/** Had the page replaced it before we came? One that indents, or looks on, is none that can be used. */
function isUntouched(): boolean {
  try {
    return (
      /\{\s*\[native code\]\s*\}\s*$/.test(Reflect.apply(nativeToString, stringify, [])) &&
      stringify({ a: ['"\n', 1, null] }) === '{"a":["\\"\\n",1,null]}'
    );
  } catch {
    return false;
  }
}
const untouched = isUntouched();

const hosts = [Object, Array, String, Number, Boolean].map(({ prototype }) => prototype as { toJSON?: unknown });
const [objects, lists, texts, numbers, booleans] = hosts;

/** Can `JSON.stringify` be used now, on plain values? */
export const isPlainJson = (): boolean =>
  untouched &&
  objects?.toJSON === undefined &&
  lists?.toJSON === undefined &&
  texts?.toJSON === undefined &&
  numbers?.toJSON === undefined &&
  booleans?.toJSON === undefined;

/** Is this `toJSON` one that the page gave to a class of its own, and not to all lists, texts and objects? */
export const isOwnToJson = (toJson: unknown): boolean => hosts.every((host) => host.toJSON !== toJson);

export { parse, stringify };

/** A text in JSON. */
export function quote(text: string): string {
  if (isPlainJson()) return stringify(text);
  let json = '"';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 34 || unit === 92) json += `\\${text.charAt(i)}`;
    else if (unit < 32 || (unit >= 0xd800 && unit < 0xe000 && !isHalfOfPair(text, i)))
      json += `\\u${unit.toString(16).padStart(4, '0')}`;
    else json += text.charAt(i);
  }
  return `${json}"`;
}

function isHalfOfPair(text: string, i: number): boolean {
  const isHigh = text.charCodeAt(i) < 0xdc00;
  const other = text.charCodeAt(isHigh ? i + 1 : i - 1);
  return isHigh ? other >= 0xdc00 && other < 0xe000 : other >= 0xd800 && other < 0xdc00;
}

/** The beginning of a text, in characters, that does not end in half of one. */
export function beginning(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
