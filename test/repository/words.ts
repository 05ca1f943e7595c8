/** A word that is not used in comments, texts, pages and names of tests. */
export interface RefusedWord {
  word: RegExp;
  /** What to write in its place. */
  instead: string;
  reason: string;
}

const OLD = 'Nobody says it today; a reader stops at it.';

export const REFUSED: readonly RefusedWord[] = [
  { word: /\bbidden\b/i, instead: 'allowed, accepted', reason: OLD },
  { word: /\bamiss\b/i, instead: 'wrong; “No problems found”', reason: OLD },
  { word: /\banew\b/i, instead: 'again, from the start', reason: OLD },
  { word: /\b(lest|hereby|thereof|whence|naught|thither)\b/i, instead: 'so that … not, by this, of it', reason: OLD },
  {
    word: /\bwhoever\b/i,
    instead: 'the user, the caller, the client, …',
    reason: 'It hides the subject of the sentence.',
  },
  {
    word: /\bof (us|ours)\b/i,
    instead: 'of the extension, of the library, of the probe',
    reason: 'There are several of “us”.',
  },
  {
    word: /\b(tell|tells|told|hear|hears|heard) of\b/i,
    instead: 'reports, sends, says; is about; learns of, sees',
    reason: 'Four verbs in one: say which.',
  },
  { word: /, for (it|they|there|nobody) [a-z]+/i, instead: 'because', reason: 'A reader takes “for” for a purpose.' },
];

/** Field terms, which look like jargon and are the right words here. They are explained in `extension/GLOSSARY.md`. */
export const ALLOWED: Readonly<Record<string, string>> = {
  tombstone: 'the usual word for the remembered deletion of a document',
  crid: 'short for “client request id”; a field of the envelope',
  cid: 'Backbone’s own word',
  tap: 'what observes a stream without changing it',
  resync: 'fetching a snapshot after a loss',
};
