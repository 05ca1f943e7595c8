import type { TargetedMouseEvent } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { binaryText } from '../../core/detail/binary-text.ts';
import { entriesOf, type JsonRow, jsonRows } from '../../core/detail/json-rows.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { byPath, remarkOn, Words, withWords } from '../../core/marks/words.ts';
import { isWhole, jsonPreview, quoted } from './json-preview.ts';

export interface JsonTreeProps {
  value: unknown;
  /** Names the tree for users who cannot see the heading above it. */
  label?: string;
  /** What of it does not stand there as it was, with paths that begin there. */
  marks?: readonly Mark[] | undefined;
  /** Fetches a text that is shortened, when it is opened. */
  whole?: ReadWhole | undefined;
}

/** Resolves to the whole of a text, by its JSON Pointer in the value, or to nothing when nobody has it any more. */
export type ReadWhole = (pointer: string, length: number) => Promise<string | undefined>;

const NONE: readonly Mark[] = [];

/** Characters of one string drawn before it is opened. */
const MAX_STRING = 2_000;
/** The first level is open at first, unless it has more entries than this. */
const OPEN_ENTRIES = 12;

/**
 * A JSON value as a tree (the ARIA pattern): arrow keys move and open, Enter opens. A line is made when what it stands in
 * is opened, a hundred at a time, so a large or deep value costs nothing until somebody looks. Strings are only ever text.
 */
export function JsonTree({ value: told, label = 'Value', marks = NONE, whole }: JsonTreeProps) {
  const value = useMemo(() => withWords(told, marks), [told, marks]);
  const marked = useMemo(() => byPath(marks), [marks]);
  /** The texts that were fetched; null for one that is gone. */
  const [wholes, setWholes] = useState<ReadonlyMap<string, string | null>>(new Map());
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState('');
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const isSmall = (entriesOf(value)?.length ?? 0) <= OPEN_ENTRIES;
    const openAtFirst = (level: number, one: unknown) =>
      level === 1 && isSmall && typeof one === 'object' && !isWhole(jsonPreview(one));
    return jsonRows(value, (path, level, one) => toggled.get(path) ?? openAtFirst(level, one), opens);
  }, [value, toggled, marked]);
  const place = Math.max(
    0,
    rows.findIndex(({ path }) => path === active),
  );

  function opens(one: unknown, pointer: string): boolean {
    const mark = marked.get(pointer);
    return canOpen(one) || (whole !== undefined && mark !== undefined && 'length' in mark);
  }
  async function fetchWhole(pointer: string): Promise<void> {
    const mark = marked.get(pointer);
    if (!whole || !mark || !('length' in mark) || wholes.has(pointer)) return;
    const text = (await whole(pointer, mark.length)) ?? null;
    setWholes((known) => new Map(known).set(pointer, text));
  }
  function toggle({ path, pointer, open }: JsonRow) {
    setActive(path);
    if (open === false) void fetchWhole(pointer);
    if (open !== undefined) setToggled(new Map(toggled).set(path, !open));
  }
  function onKeyDown(event: KeyboardEvent) {
    const row = rows[place];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const { open, level } = row;
    const isOpening = event.key === 'Enter' || event.key === ' ' || (event.key === 'ArrowRight' && open === false);
    const parent = rows.slice(0, place).findLastIndex((one) => one.level < level);
    if (isOpening || (event.key === 'ArrowLeft' && open)) toggle(row);
    else {
      const next = {
        ArrowDown: place + 1,
        ArrowUp: place - 1,
        ArrowRight: open ? place + 1 : place,
        ArrowLeft: parent < 0 ? place : parent,
        Home: 0,
        End: rows.length - 1,
      }[event.key];
      if (next === undefined) return;
      const to = Math.min(rows.length - 1, Math.max(0, next));
      setActive(rows[to]?.path ?? '');
      const line = tree.current?.children[to];
      if (line instanceof HTMLElement) line.focus();
    }
    event.preventDefault();
  }

  function onClick({ target, currentTarget }: TargetedMouseEvent<HTMLDivElement>) {
    const line = target instanceof Element ? target.closest('.json-row') : null;
    const row = rows[line ? [...currentTarget.children].indexOf(line) : -1];
    // A user who marks text with the mouse does not want the line to close.
    if (row && getSelection()?.isCollapsed !== false) toggle(row);
  }

  return (
    <div
      ref={tree}
      class="json-tree"
      role="tree"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {rows.map((row, n) => (
        <div
          key={row.path}
          class="json-row"
          role="treeitem"
          aria-level={row.level}
          aria-posinset={row.place}
          aria-setsize={row.siblings}
          aria-expanded={row.open}
          tabIndex={n === place ? 0 : -1}
          style={{ '--level': row.level }}
          onFocus={() => setActive(row.path)}
        >
          {row.name !== undefined && (
            <span class={row.isRange ? 'json-punctuation' : 'json-name'}>
              {row.isRange ? row.name : `${row.name}: `}
            </span>
          )}
          {!row.isRange && (
            <Value
              value={wholes.get(row.pointer) ?? row.value}
              open={row.open === true}
              mark={wholes.get(row.pointer) ? undefined : marked.get(row.pointer)}
              isGone={wholes.get(row.pointer) === null}
            />
          )}
        </div>
      ))}
    </div>
  );
}

interface ValueProps {
  value: unknown;
  open: boolean;
  mark: Mark | undefined;
  /** The page has not the whole of it any more. */
  isGone: boolean;
}

function Value({ value, open, mark, isGone }: ValueProps) {
  if (mark && typeof value === 'string' && 'length' in mark)
    return (
      <>
        <span class="json-string">{quoted(value)}</span>
        <span class="json-more"> … {moreOf(mark.length, value.length, open, isGone)}</span>
      </>
    );
  if (!mark) return <Plain value={value} open={open} />;
  const remark = remarkOn(mark, value);
  return (
    <>
      <Plain value={value} open={open} />
      {remark !== '' && <span class="json-more"> ({remark})</span>}
    </>
  );
}

function moreOf(length: number, shown: number, open: boolean, isGone: boolean): string {
  const all = length.toLocaleString('en');
  if (isGone) return `the page no longer has the whole value: ${shown.toLocaleString('en')} of ${all} characters`;
  return open ? `asking the page for all ${all} characters` : `show all ${all} characters`;
}

function Plain({ value, open }: { value: unknown; open: boolean }) {
  if (typeof value === 'string') return <Text text={value} open={open} />;
  if (value instanceof Words)
    return (
      <span class="json-odd" title="Not JSON">
        {jsonPreview(value)}
      </span>
    );
  if (typeof value !== 'object' || value === null)
    return <span class={`json-${value === null ? 'null' : typeof value}`}>{String(value)}</span>;
  const size = Array.isArray(value) ? `[${value.length}]` : '';
  return <span class="json-punctuation">{open ? size : jsonPreview(value)}</span>;
}

function Text({ text, open }: { text: string; open: boolean }) {
  const bytes = open ? undefined : binaryText(text);
  if (bytes)
    return (
      <span class="json-bytes">
        {bytes.encoding}, {bytes.bytes.toLocaleString('en')} bytes: {bytes.head} …
      </span>
    );
  const rest = open ? 0 : text.length - MAX_STRING;
  return (
    <>
      <span class="json-string">{quoted(rest > 0 ? text.slice(0, MAX_STRING) : text)}</span>
      {rest > 0 && <span class="json-more"> … show all {text.length.toLocaleString('en')} characters</span>}
    </>
  );
}

const canOpen = (value: unknown) =>
  typeof value === 'string' && (value.length > MAX_STRING || binaryText(value) !== undefined);
