import type { ChangedAttributes } from '../collections/changed-attributes.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';
import { createEvaluation } from './evaluation.ts';
import { fieldCalled } from './fields.ts';
import { createFilter } from './filter.ts';
import { createLoads } from './loads.ts';
import { readQuery } from './read-query.ts';

/** How many of the newest events are looked at for each: as many as pass between two keys that are pressed. */
const LOOKED_AT = 100_000;
const MAX_TRIED = 12;
const MAX_OFFERED = 3;
/** A word of a query, with its field and what is in quotes. */
const WORDS = /(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g;
const FIELD = /^(-?)([a-z][a-z-]*):([^\s"*<>=]+)$/i;

/**
 * Queries near one that found nothing, each of which finds something among the newest events: the same with a word less,
 * another quality of `is:`, a name that only contains the value. The nearest first; none where parentheses or OR make a
 * word less another question.
 */
export function nearQueries(query: string, trace: Trace, ledger: Ledger, changedBy: ChangedAttributes): string[] {
  const words = query.match(WORDS) ?? [];
  if (words.some((word) => word === 'OR' || word.includes('('))) return [];
  const tried = new Set([...words.flatMap((word, n) => variants(word).map((other) => joined(words, n, other)))]);
  if (words.length > 1) for (const n of words.keys()) tried.add(joined(words, n, undefined));
  tried.delete(query);
  return [...tried]
    .slice(0, MAX_TRIED)
    .filter((one) => one !== '' && findsAny(one, trace, ledger, changedBy))
    .slice(0, MAX_OFFERED);
}

const joined = (words: readonly string[], at: number, instead: string | undefined): string =>
  words.flatMap((word, n) => (n !== at ? [word] : instead === undefined ? [] : [instead])).join(' ');

/** What one word might have meant. */
function variants(word: string): string[] {
  const [, minus = '', name = '', value = ''] = FIELD.exec(word) ?? [];
  const field = minus === '' && name !== '' ? fieldCalled(name) : undefined;
  if (field?.type.is === 'quality') return near(field.values ?? [], value).map((other) => `${field.name}:${other}`);
  return field?.type.is === 'name' ? [`${name}:*${value}*`] : [];
}

/** `is:wrong` is what is meant by most who look for what is not there; then the rest in its order. */
const near = (values: readonly string[], value: string): string[] =>
  [...new Set(['wrong', ...values])].filter((other) => other !== value.toLowerCase());

function findsAny(text: string, trace: Trace, ledger: Ledger, changedBy: ChangedAttributes): boolean {
  const read = readQuery(text);
  if ('error' in read || !read.query.root) return false;
  const filter = createFilter(read.query, { loads: createLoads(), changedBy });
  // Of which documents there are, nothing is known here.
  if (filter.asksForLoads) return false;
  const from = Math.max(trace.first, trace.end - LOOKED_AT);
  const evaluation = createEvaluation(trace, ledger, filter, from);
  while (!evaluation.step());
  for (let i = trace.end - 1; i >= from; i -= 1) if (ledger.rowOf(i) === i && evaluation.passes(i)) return true;
  return false;
}
