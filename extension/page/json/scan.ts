/**
 * Looks for where things end in JSON, without parsing it. Each function keeps to its own variables: over megabytes that is
 * several times faster than to share them.
 */
const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_U = 117;
/** How far a text is looked through sign by sign before its end is looked for at once, in characters. */
const NEAR = 48;
/** Characters of an escape as `\u2028`. */
export const ESCAPE = 6;

/** A text of JSON: one after its closing quote, and how many characters it stands for. */
export interface TextSpan {
  end: number;
  characters: number;
}

/** One after the closing quote of the text that opens at `start`; -1 where none closes it. */
export const endOfText = (text: string, start: number): number => spanOfText(text, start)?.end ?? -1;

/** The text that opens at `start`; nothing where no quote closes it. */
export function spanOfText(text: string, start: number): TextSpan | undefined {
  let i = start + 1;
  let escapes = 0;
  for (;;) {
    const near = Math.min(i + NEAR, text.length);
    while (i < near) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) return { end: i + 1, characters: i - start - 1 - escapes };
      if (code === BACKSLASH) {
        const length = text.charCodeAt(i + 1) === LETTER_U ? ESCAPE : 2;
        escapes += length - 1;
        i += length;
      } else i += 1;
    }
    const quote = text.indexOf('"', i);
    if (quote < 0) return undefined;
    // Not beyond the quote: the text may go on for megabytes, and this be asked of many a part of it.
    const backslash = text.slice(i, quote).indexOf('\\');
    i = backslash < 0 ? quote : i + backslash;
  }
}

/** One after the bracket that closes the one at `start`; -1 where none does. Whether the brackets match is not looked at. */
export function endOfContainer(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfText(text, i);
      if (i < 0) return -1;
      continue;
    }
    i += 1;
    // [ ] { } are the only signs but letters that differ from each other, and from all others, in this way.
    if ((code & 0xdf) === 91) depth += 1;
    else if ((code & 0xdf) === 93) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** The JSON of the first characters of a text, of which none is cut in two. */
export function beginningIn(text: string, start: number, characters: number): string {
  let i = start;
  let last = i;
  for (let n = 0; n < characters; n += 1) {
    last = i;
    if (text.charCodeAt(i) !== BACKSLASH) i += 1;
    else i += text[i + 1] === 'u' ? ESCAPE : 2;
  }
  const unit = text.startsWith('\\u', last)
    ? Number.parseInt(text.slice(last + 2, last + ESCAPE), 16)
    : text.charCodeAt(last);
  return text.slice(start, unit >= 0xd800 && unit < 0xdc00 ? last : i);
}
