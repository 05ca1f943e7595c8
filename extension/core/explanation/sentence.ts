/**
 * Sentences that name events: what a sentence says of a request, an answer or a message can be followed to it.
 */

/** An event, as a collection's facts name it: a token names an own request and its response, a seq a message. */
export type Mention =
  | { readonly of: 'request' | 'response'; readonly token: string }
  | { readonly of: 'message'; readonly seq: number };

/** `whole`: what `text` is short for. */
export type SentencePart = string | { readonly text: string; readonly mention?: Mention; readonly whole?: string };
export type Sentence = readonly SentencePart[];

/** A template of a sentence: what is put in is a text, a part, or parts. */
export function say(texts: TemplateStringsArray, ...values: readonly (SentencePart | Sentence)[]): Sentence {
  return texts.flatMap((text, n) => [text, ...partsOf(values[n] ?? '')]).filter((part) => part !== '');
}

export const textOf = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** `a, b and c`; `a, b, c and 4 more`. Of several alike the first `max` are named. */
export function listedParts(parts: readonly SentencePart[], max: number): Sentence {
  const shown = parts.slice(0, max);
  const more = parts.length - shown.length;
  const last = more > 0 ? `${more} more` : (shown.pop() ?? '');
  const first = shown.flatMap((part, n): Sentence => (n === 0 ? [part] : [', ', part]));
  return first.length > 0 ? [...first, ' and ', last] : [last];
}

const partsOf = (value: SentencePart | Sentence): Sentence => (Array.isArray(value) ? value : [value as SentencePart]);

/** The same with whole names, for what is copied. */
export const wholeTextOf = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === 'string' ? part : (part.whole ?? part.text))).join('');
