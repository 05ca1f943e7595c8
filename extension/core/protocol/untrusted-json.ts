const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Is this JSON nested deeper than `limit` objects and arrays? Asked before it is parsed, and without recursion: what
 * reads or shows a value later may recurse, and a stack has an end.
 */
export function isNestedBeyond(limit: number, json: string): boolean {
  if (!opensMoreThan(limit, json)) return false;
  let depth = 0;
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

/** Does the text have more opening brackets than this, be it in strings? Most have few, and are let off with one look. */
function opensMoreThan(limit: number, json: string): boolean {
  let count = 0;
  for (const bracket of ['{', '['])
    for (let i = json.indexOf(bracket); i >= 0; i = json.indexOf(bracket, i + 1)) {
      count += 1;
      if (count > limit) return true;
    }
  return false;
}

/** The closing quote of the string that opens at `start`, or the end of the text. */
export function endOfString(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === QUOTE) return i;
  }
  return json.length;
}
