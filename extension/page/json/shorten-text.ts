import type { Mark } from '../../core/marks/mark.ts';
import { parse } from './native-json.ts';
import { type Place, pathOf } from './place.ts';
import { MAX_DEPTH } from './plain-size.ts';
import { beginningIn, endOfContainer, endOfText, spanOfText } from './scan.ts';
import { MARK, MAX_MARKS, MAX_NAME, type Shortening, stays, textRoom, type Written } from './shortening.ts';

const QUOTE = 34;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const COMMA = 44;
const COLON = 58;
const SPACE = 32;

/** The text is no JSON. */
class NoJson extends Error {}

/** What is written would be longer than its room. */
class Overflow extends Error {}

/**
 * Shortens a frame without parsing it: what a page is sent may be megabytes long, and parsing it twice would hold the page
 * up. Long texts are passed over by looking for their end only. The outcome, parsed, is what `writeValue` makes of the
 * parsed text; the entries of the outermost list are the messages, and no rows.
 *
 * @param text JSON of an object or a list
 * @param path where it stands in the event
 * @returns nothing when it is longer than its room, and nothing is to be left out
 */
export function shortenText(text: string, shortening: Shortening, path: string): Written | 'no JSON' | undefined {
  const { ids, leavesOut, room } = shortening;
  const marks: Mark[] = [];
  const whole: Written['whole'] = new Map();
  let length = 0;
  let i = 0;
  const isFull = () => leavesOut && (length > room || marks.length >= MAX_MARKS);

  function emit(json: string): string {
    length += json.length;
    if (!leavesOut && (length > room || marks.length > MAX_MARKS)) throw new Overflow();
    return json;
  }

  function mark(one: Mark): void {
    length += one.path.length + MARK;
    if (marks.length < 2 * MAX_MARKS) marks.push(one);
    else if (marks.length === 2 * MAX_MARKS) marks.push({ path: '', entries: 0, ids: true });
  }

  function skipSpace(): number {
    let code = text.charCodeAt(i);
    while (code <= SPACE) {
      i += 1;
      code = text.charCodeAt(i);
    }
    if (i >= text.length) throw new NoJson();
    return code;
  }

  function skipTo(end: number): void {
    if (end < 0) throw new NoJson();
    i = end;
  }

  /** A number, or `true`, `false`, `null`. */
  function skipWord(): void {
    const start = i;
    let code = text.charCodeAt(i);
    while (i < text.length && code > SPACE && code !== COMMA && code !== CLOSE_BRACKET && code !== CLOSE_BRACE) {
      i += 1;
      code = text.charCodeAt(i);
    }
    if (i === start) throw new NoJson();
  }

  /** Passes over a value that is not written. */
  function skipValue(): void {
    const code = skipSpace();
    if (code === QUOTE) skipTo(endOfText(text, i));
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) skipTo(endOfContainer(text, i));
    else skipWord();
  }

  function writeText(place: Place): string {
    const start = i;
    const span = spanOfText(text, i);
    if (!span) throw new NoJson();
    const { end, characters } = span;
    i = end;
    const most = textRoom(place.name, shortening);
    if (characters <= most) return emit(text.slice(start, end));
    const at = pathOf(place);
    mark({ path: at, length: characters });
    whole.set(at, () => String(parse(text.slice(start, end))));
    return emit(`"${beginningIn(text, start + 1, most)}"`);
  }

  function write(place: Place): string {
    const code = skipSpace();
    if (code === QUOTE) return writeText(place);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (place.depth >= MAX_DEPTH) {
        skipValue();
        const was = `[nested deeper than ${MAX_DEPTH}]`;
        mark({ path: pathOf(place), was });
        return emit(`"${was}"`);
      }
      return code === OPEN_BRACE ? writeObject(place) : writeList(place);
    }
    const start = i;
    skipWord();
    return emit(text.slice(start, i));
  }

  function writeList(place: Place): string {
    const { depth, isInRow } = place;
    // Each of a frame's messages stays, however much is left out of it.
    const isFrame = depth === 0;
    const parts: string[] = [];
    let count = 0;
    let hasObject = false;
    emit('[]');
    i += 1;
    for (let code = skipSpace(); code !== CLOSE_BRACKET; code = skipSpace()) {
      if (count > 0) takeSign(code, COMMA);
      const first = skipSpace();
      if (first === OPEN_BRACE || first === OPEN_BRACKET) hasObject = true;
      if (isFull() && (!isFrame || length > 2 * room)) skipValue();
      else {
        emit(',');
        const isRow = isInRow || (ids && !isFrame);
        parts.push(write({ name: count, around: place, depth: depth + 1, isInRow: isRow }));
      }
      count += 1;
    }
    i += 1;
    const areIds = ids && !isFrame;
    if (!isInRow && (parts.length < count || (areIds && hasObject)))
      mark({ path: pathOf(place), entries: count, ...(areIds && { ids }) });
    return `[${parts.join(',')}]`;
  }

  function writeObject(place: Place): string {
    const { depth, isInRow } = place;
    const parts: string[] = [];
    let count = 0;
    let left = 0;
    emit('{}');
    i += 1;
    for (let code = skipSpace(); code !== CLOSE_BRACE; code = skipSpace()) {
      if (count > 0) takeSign(code, COMMA);
      if (skipSpace() !== QUOTE) throw new NoJson();
      const start = i;
      skipTo(endOfText(text, i));
      const key = text.slice(start, i);
      takeSign(skipSpace(), COLON);
      const first = skipSpace();
      const isContainer = first === OPEN_BRACE || first === OPEN_BRACKET;
      const name = nameOf(key);
      count += 1;
      if ((leavesOut && name.length > MAX_NAME) || !stays(name, isContainer, isInRow, isFull())) {
        left += 1;
        skipValue();
        continue;
      }
      const written = emit(`${key}:,`).slice(0, -1);
      parts.push(written + write({ name, around: place, depth: depth + 1, isInRow }));
    }
    i += 1;
    if (left > 0 && !isInRow) mark({ path: pathOf(place), entries: count });
    return `{${parts.join(',')}}`;
  }

  function takeSign(code: number, sign: number): void {
    if (code !== sign) throw new NoJson();
    i += 1;
  }

  try {
    const first = skipSpace();
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return 'no JSON';
    const json = write({ name: path, around: undefined, depth: 0, isInRow: false });
    if (text.slice(i).trim() !== '') return 'no JSON';
    parse(json); // What is no JSON is not made into some.
    return { json, marks, whole };
  } catch (error) {
    return error instanceof Overflow ? undefined : 'no JSON';
  }
}

const nameOf = (key: string): string => (key.includes('\\') ? String(parse(key)) : key.slice(1, -1));
