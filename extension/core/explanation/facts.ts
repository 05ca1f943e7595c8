import { MAX_LISTED, wordOf, wordsOf } from './format.ts';
import { listedParts, type Sentence, type SentencePart } from './sentence.ts';

/** What justifies a decision. It comes out of a page, or was inferred from what did: any fact may be missing, or be something else. */
export type Facts = Readonly<Record<string, unknown>>;

export const readFacts = (facts: unknown): Facts =>
  typeof facts === 'object' && facts !== null ? (facts as Facts) : {};

/** An own request, by its token. */
export function requestPart(token: string): SentencePart {
  return { text: token, mention: { of: 'request', token } };
}

/** `c12's response`, or `the response`. */
export function responsePart(token: unknown, text = 'the response'): SentencePart {
  return typeof token === 'string' ? { text, mention: { of: 'response', token } } : text;
}

/** `c12, c15 and 2 more`, each to be followed to its request. */
export const requestsPart = (tokens: unknown): Sentence => listedParts(wordsOf(tokens).map(requestPart), MAX_LISTED);

/** ` c12`, or nothing. */
export function named(token: unknown): Sentence {
  const word = wordOf(token);
  return word ? [' ', requestPart(word)] : [];
}

/** `v 3, seq 17`, as far as known; the seq to be followed to its message. */
export function position(value: unknown): Sentence {
  const { v, seq } = readFacts(value);
  const version = wordOf(v) ? [`v ${wordOf(v)}`] : [];
  const place = seqPart(seq);
  return place === undefined ? version : version.length > 0 ? [...version, ', ', place] : [place];
}

/** `seq 17`, or with another word before it. */
export function seqPart(seq: unknown, before = 'seq '): SentencePart | undefined {
  const word = wordOf(seq);
  if (!word) return undefined;
  const text = `${before}${word}`;
  return typeof seq === 'number' ? { text, mention: { of: 'message', seq } } : text;
}
