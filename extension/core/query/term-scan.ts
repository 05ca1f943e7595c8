import type { ChangedAttributes } from '../collections/changed-attributes.ts';
import { explain } from '../explanation/explanation.ts';
import type { TraceChunk } from '../trace/trace-chunk.ts';
import type { NameColumn } from './fields.ts';
import type { Loads } from './loads.ts';
import { textPattern } from './patterns.ts';
import { valuesAt } from './payload.ts';
import type { NumberRange, Term } from './syntax.ts';

/** Sets `bit` in `masks` for each event of the chunk, from `from` up to, not including, `to`, that a term is true of. */
export type TermScan = (chunk: TraceChunk, from: number, to: number, masks: Uint32Array, bit: number) => void;

/** What events do not say themselves. */
export interface TermQuestion {
  loads: Loads;
  /** The attributes that the event at this index changed of a model. */
  changedBy: ChangedAttributes;
}

/** Makes a term ready to go through columns: each different text is asked once a chunk, the rest is numbers. */
export function termScan(term: Term, { loads, changedBy }: TermQuestion): TermScan {
  switch (term.is) {
    case 'text':
      return scanText(textPattern(term.text));
    case 'name':
      return scanNames(term.column, term.accepts);
    case 'last-load':
      return scanNames('load', (load) => load === loads.last);
    case 'frame':
      return scanNames('load', (load) => term.accepts(loads.frameOf(load)));
    case 'number':
      return scanNumbers(term.column, term.range);
    case 'time':
      return scanTimes(term.from, term.until);
    case 'payload':
      return term.root === 'changed' ? scanChanged(term.accepts, changedBy) : scanPayloads(term);
    case 'quality':
      return (chunk, from, to, masks, bit) => {
        const { qualities } = chunk;
        for (let at = from; at < to; at += 1)
          if (((qualities[at] ?? 0) & term.bit) !== 0) masks[at] = (masks[at] ?? 0) | bit;
      };
  }
}

function scanNames(column: NameColumn, accepts: (name: string) => boolean): TermScan {
  const isAccepted = rememberByCode(accepts);
  return (chunk, from, to, masks, bit) => {
    const codes = chunk[column];
    const accepted = isAccepted(chunk);
    for (let at = from; at < to; at += 1) if (accepted(codes[at] ?? 0)) masks[at] = (masks[at] ?? 0) | bit;
  };
}

function scanNumbers(column: 'ms' | 'status' | 'channelSeq' | 'v', range: NumberRange): TermScan {
  const { min, max, withMin, withMax } = range;
  return (chunk, from, to, masks, bit) => {
    const numbers = chunk[column];
    for (let at = from; at < to; at += 1) {
      const number = numbers[at] ?? Number.NaN;
      if ((withMin ? number >= min : number > min) && (withMax ? number <= max : number < max))
        masks[at] = (masks[at] ?? 0) | bit;
    }
  };
}

/** Reads each event whose line has the path's last key, because that is what costs; others cannot have it. */
function scanPayloads({ root, path, accepts }: Term & { is: 'payload' }): TermScan {
  const key = path.at(-1) ?? (root === 'body' ? '' : 'data');
  // Others may stand escaped in the line.
  const known = /^[\w-]+$/.test(key) ? key : '';
  return (chunk, from, to, masks, bit) => {
    for (let at = from; at < to; at += 1)
      if (chunk.line(at).includes(known) && valuesAt(chunk.event(at), root, path).some(accepts))
        masks[at] = (masks[at] ?? 0) | bit;
  };
}

/** What a decision says that it changed, and what became another value in a model. */
function scanChanged(accepts: (name: string) => boolean, changedBy: ChangedAttributes): TermScan {
  return (chunk, from, to, masks, bit) => {
    for (let at = from; at < to; at += 1) {
      if (chunk.text(chunk.layer[at]) !== 'collection') continue;
      const kind = chunk.text(chunk.kind[at]);
      const names =
        kind === 'change'
          ? changedBy(chunk.first + at)
          : kind === 'decision' && chunk.line(at).includes('changed')
            ? valuesAt(chunk.event(at), 'changed', [])
            : [];
      if (names.some(accepts)) masks[at] = (masks[at] ?? 0) | bit;
    }
  };
}

const DAY = 86_400_000;

function scanTimes(since: number, until: number): TermScan {
  return (chunk, from, to, masks, bit) => {
    const { at: times } = chunk;
    // One chunk spans no change of the clocks worth asking for each event, which would take ten times as long.
    const offset = new Date(times[0] ?? 0).getTimezoneOffset() * 60_000;
    for (let at = from; at < to; at += 1) {
      const time = ((((times[at] ?? 0) - offset) % DAY) + DAY) % DAY;
      if (time >= since && time < until) masks[at] = (masks[at] ?? 0) | bit;
    }
  };
}

/**
 * In the event's line, which has all that it told; in the names that it goes by, which the line need not have; and in the
 * words that its decision's explanation always has.
 */
function scanText(pattern: RegExp): TermScan {
  const inName = rememberByCode((name) => pattern.test(name));
  const inExplanation = rememberByCode((decision) => decision !== '' && pattern.test(explain(decision, {})));
  const inLines = scanLines(pattern);
  return (chunk, from, to, masks, bit) => {
    const { decision } = chunk;
    const named = [chunk.kind, chunk.channel, chunk.method];
    const name = inName(chunk);
    const explanation = inExplanation(chunk);
    for (let at = from; at < to; at += 1)
      if (named.some((codes) => name(codes[at] ?? 0)) || explanation(decision[at] ?? 0))
        masks[at] = (masks[at] ?? 0) | bit;
    inLines(chunk, from, to, masks, bit);
  };
}

/**
 * Goes through texts of many lines in one go: to start over for each line costs more than to read it. Of what the term is
 * known to be true already, the line is passed over.
 */
function scanLines(pattern: RegExp): TermScan {
  const next = new RegExp(pattern.source, `${pattern.flags}g`);
  return ({ texts, starts, ends }, from, to, masks, bit) => {
    for (let at = from; at < to; ) {
      if (((masks[at] ?? 0) & bit) !== 0) {
        at += 1;
        continue;
      }
      const text = texts[at] ?? '';
      next.lastIndex = starts[at] ?? 0;
      const match = next.exec(text);
      const begin = match?.index ?? text.length;
      const end = begin + (match?.[0].length ?? 0);
      while (at < to && texts[at] === text && (ends[at] ?? 0) <= begin) at += 1;
      if (!match || at === to || texts[at] !== text) continue;
      const start = starts[at] ?? 0;
      const isInside = begin >= start && end <= (ends[at] ?? 0);
      // What reaches over the comma between two lines is in neither.
      if (isInside || pattern.test(text.slice(start, ends[at]))) masks[at] = (masks[at] ?? 0) | bit;
      at += 1;
    }
  };
}

const UNASKED = 0;
const NO = 1;
const YES = 2;

/** Asks `accepts` once for each text of a chunk. */
function rememberByCode(accepts: (text: string) => boolean): (chunk: TraceChunk) => (code: number) => boolean {
  const known = new WeakMap<TraceChunk, (code: number) => boolean>();
  return (chunk) => {
    const before = known.get(chunk);
    if (before) return before;
    let answers = new Uint8Array(1_024);
    const answer = (code: number): boolean => {
      if (code >= answers.length) {
        const more = new Uint8Array(Math.max(code + 1, answers.length * 4));
        more.set(answers);
        answers = more;
      }
      if (answers[code] === UNASKED) answers[code] = accepts(chunk.text(code)) ? YES : NO;
      return answers[code] === YES;
    };
    known.set(chunk, answer);
    return answer;
  };
}
