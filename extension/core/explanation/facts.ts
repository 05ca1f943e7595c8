import { MAX_LISTED, wordOf, wordsOf } from './format.ts';
import { listedParts, type Sentence, type SentencePart } from './sentence.ts';
import { requestName, shortId, shortSeq } from './short-names.ts';

/** What justifies a decision. It comes out of a page, or was inferred from what did: any fact may be missing, or be something else. */
export type CheckedFacts = Readonly<Record<string, unknown>>;

export const readFacts = (facts: unknown): CheckedFacts =>
  typeof facts === 'object' && facts !== null ? (facts as CheckedFacts) : {};

/** An own request, by its token. */
export function requestPart(token: string): SentencePart {
  return { text: requestName(token), mention: { of: 'request', token } };
}

/** A document's id, short. */
export function idPart(id: string): SentencePart {
  const text = shortId(id);
  return text === id ? id : { text, whole: id };
}

/** `the response`, to be followed to it where the request is known. */
export function responsePart(token: unknown, text = 'the response'): SentencePart {
  return typeof token === 'string' ? { text, mention: { of: 'response', token } } : text;
}

/** `#12, #15 and 2 more`, each to be followed to its request. */
export const requestsPart = (tokens: unknown): Sentence => listedParts(wordsOf(tokens).map(requestPart), MAX_LISTED);

/** ` #12`, or nothing. */
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
  const short = shortSeq(word);
  const text = `${before}${short}`;
  const isWhole = short === word;
  return typeof seq === 'number'
    ? { text, mention: { of: 'message', seq }, ...(!isWhole && { whole: `${before}${word}` }) }
    : text;
}
