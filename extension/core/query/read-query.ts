import { FIELDS, type Field, fieldCalled } from './fields.ts';
import { nearest } from './nearest.ts';
import type { Query, QueryError, QueryNode } from './syntax.ts';
import { readValue } from './values.ts';

/** The longest query, in characters. */
const MAX_QUERY = 2_000;
/** The longest name of a field with its path, in characters. */
const MAX_FIELD = 256;
/** The deepest nesting of parentheses and negations. */
const MAX_DEPTH = 32;
/** The most questions in one query: each event keeps a bit for each. */
const MAX_TERMS = 30;

const FIELD = /^([a-z][a-z-]*)((?:\.[^\s:."()]+)*):(?!\/\/)/i;
const SPACE = /\s/;

/** Carries an error out of the reader; never leaves this file. */
class Unreadable extends Error {
  readonly error: QueryError;
  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/**
 * Reads a query (syntax.ts has the grammar), or says where and why it cannot be read.
 *
 * Read by hand, for the libraries do not fit: `liqe` takes the slash of `channel:/api/todos` for the beginning of a regular
 * expression, `lucene` stops at it, both answer most slips without a place, and `search-query-parser` knows neither OR nor
 * parentheses.
 */
export function readQuery(text: string): { query: Query } | { error: QueryError } {
  try {
    return { query: { root: read(text) } };
  } catch (fault) {
    if (fault instanceof Unreadable) return { error: fault.error };
    throw fault;
  }
}

function read(text: string): QueryNode | undefined {
  let at = 0;
  let depth = 0;
  let open = 0;
  let terms = 0;
  /** Where what was read last begins: a keyword, sign or term. */
  let last = 0;

  function fail(from: number, to: number, message: string, advice: string): never {
    throw new Unreadable({ from, to, message, advice });
  }

  function skipSpace(): void {
    while (at < text.length && SPACE.test(text.charAt(at))) at += 1;
  }

  /** Does a keyword stand here, as a word of its own? */
  function isNext(word: string): boolean {
    if (!text.startsWith(word, at)) return false;
    const after = text.charAt(at + word.length);
    return after === '' || after === '(' || after === ')' || SPACE.test(after);
  }

  function take(word: string): boolean {
    if (!isNext(word)) return false;
    last = at;
    at += word.length;
    skipSpace();
    return true;
  }

  const isAtEnd = () => at >= text.length || (open > 0 && text.charAt(at) === ')');

  function any(): QueryNode {
    const nodes = [all()];
    while (!isAtEnd() && take('OR')) nodes.push(all());
    const [only] = nodes;
    return only && nodes.length === 1 ? only : { is: 'any', nodes };
  }

  function all(): QueryNode {
    const nodes = [one()];
    while (!isAtEnd() && !isNext('OR')) {
      take('AND');
      nodes.push(one());
    }
    const [only] = nodes;
    return only && nodes.length === 1 ? only : { is: 'all', nodes };
  }

  function one(): QueryNode {
    const from = at;
    if (isAtEnd()) fail(last, at, 'Something is missing behind this.', 'A word, "quoted text" or field:value.');
    for (const word of ['AND', 'OR'])
      if (isNext(word))
        fail(at, at + word.length, `${word} has nothing before it.`, `In quotes, "${word}" is looked for as text.`);
    if (take('NOT')) return negated(from);
    if (text.charAt(at) === '-' && !SPACE.test(text.charAt(at + 1) || ' ')) {
      last = at;
      at += 1;
      return negated(from);
    }
    if (text.charAt(at) === '(') return group();
    if (text.charAt(at) === ')')
      fail(at, at + 1, 'This closes no parenthesis.', 'In quotes, ")" is looked for as text.');
    terms += 1;
    if (terms > MAX_TERMS) fail(at, text.length, `More than ${MAX_TERMS} terms.`, 'Ask for less at once.');
    return term();
  }

  function negated(from: number): QueryNode {
    return { is: 'not', node: deeper(from, one) };
  }

  function group(): QueryNode {
    const from = at;
    last = at;
    at += 1;
    skipSpace();
    open += 1;
    if (text.charAt(at) === ')')
      fail(from, at + 1, 'Nothing is in these parentheses.', 'Put terms there, or none of them.');
    const node = deeper(from, any);
    if (text.charAt(at) !== ')') fail(from, from + 1, 'This parenthesis is not closed.', 'Close it with ).');
    open -= 1;
    at += 1;
    skipSpace();
    return node;
  }

  function deeper(from: number, read: () => QueryNode): QueryNode {
    depth += 1;
    if (depth > MAX_DEPTH) fail(from, text.length, 'This is nested too deeply.', `At most ${MAX_DEPTH} levels.`);
    const node = read();
    depth -= 1;
    return node;
  }

  function term(): QueryNode {
    const from = at;
    const [, first, keys = ''] = FIELD.exec(text.slice(at, at + MAX_FIELD)) ?? [];
    const found = first === undefined ? undefined : fieldCalled(first);
    // `example.com:8080` is a word.
    const name = first !== undefined && keys !== '' && !found ? undefined : first;
    const known = name === undefined ? undefined : found;
    // “error:” is a word of many a text, and would be an unlikely slip.
    const isWord = name === undefined || (!known && SPACE.test(text.charAt(at + name.length + 1) || ' '));
    if (isWord) return { is: 'term', term: { is: 'text', text: value().text } };
    const field = known ?? unknown(name, from);
    if (keys !== '' && !(field.type.is === 'payload' && field.type.root !== 'changed'))
      fail(
        from,
        at + name.length + keys.length,
        `${name}: has no parts.`,
        `For example ${field.example}. Only data and body have paths.`,
      );
    at += name.length + keys.length + 1;
    const valueFrom = at;
    if (isAtEnd() || SPACE.test(text.charAt(at)))
      fail(from, at, `${name}: has no value.`, `For example ${field.example}.`);
    const { text: wanted, quoted } = value();
    const node = readValue(field, wanted, quoted, keys.split('.').slice(1));
    if ('message' in node) fail(valueFrom, valueFrom + wanted.length + (quoted ? 2 : 0), node.message, node.advice);
    return node;
  }

  function unknown(name: string, from: number): Field {
    const meant = nearest(
      name,
      FIELDS.map((field) => field.name),
    );
    const advice = meant ? `Did you mean ${meant}: ?` : `There are ${FIELDS.map((field) => field.name).join(', ')}.`;
    return fail(
      from,
      from + name.length,
      `There is no field “${name}”.`,
      `${advice} In quotes it is looked for as text.`,
    );
  }

  function value(): { text: string; quoted: boolean } {
    return text.charAt(at) === '"' ? quoted() : { text: word(), quoted: false };
  }

  /** Up to a space, or to a parenthesis that closes what opened before the word. */
  function word(): string {
    const from = at;
    let inside = 0;
    for (; at < text.length && !SPACE.test(text.charAt(at)); at += 1) {
      const sign = text.charAt(at);
      if (sign === '(') inside += 1;
      else if (sign === ')') {
        if (inside === 0) break;
        inside -= 1;
      }
    }
    const found = text.slice(from, at);
    skipSpace();
    return found;
  }

  function quoted(): { text: string; quoted: boolean } {
    const from = at;
    let found = '';
    for (at += 1; at < text.length && text.charAt(at) !== '"'; at += 1) {
      if (text.charAt(at) === '\\' && at + 1 < text.length) at += 1;
      found += text.charAt(at);
    }
    if (at >= text.length) fail(from, text.length, 'This quote is not closed.', 'Close it with ".');
    at += 1;
    if (found === '') fail(from, at, 'Nothing is in these quotes.', 'Put the text to look for there.');
    skipSpace();
    return { text: found, quoted: true };
  }

  if (text.length > MAX_QUERY) fail(MAX_QUERY, text.length, 'This is too long.', `At most ${MAX_QUERY} characters.`);
  skipSpace();
  if (at >= text.length) return undefined;
  const root = any();
  return root;
}
