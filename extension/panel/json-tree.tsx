import { useState } from 'preact/hooks';

/** Levels that are open at first. */
const OPEN_LEVELS = 2;
/** Entries of one object or array drawn at once; the rest comes a page at a time. */
const PAGE = 100;
/** Characters of one string drawn at once. */
const MAX_STRING = 2_000;
/** Characters of the line that stands for a closed object. */
const MAX_PREVIEW = 60;

/**
 * A JSON value as a tree of native disclosures: keyboard and screen reader come with the element. A level is built when
 * it is opened for the first time, so a deep value costs nothing until somebody looks. Strings are only ever text.
 */
export function JsonTree({ value, name, level = 0 }: { value: unknown; name?: string; level?: number }) {
  const [open, setOpen] = useState(level < OPEN_LEVELS);
  const entries = entriesOf(value);
  if (!entries) {
    return (
      <div class="json-line">
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  if (entries.length === 0) {
    return (
      <div class="json-line">
        <Name name={name} />
        <span class="json-punctuation">{Array.isArray(value) ? '[]' : '{}'}</span>
      </div>
    );
  }
  return (
    <details class="json-node" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name name={name} />
        <span class="json-punctuation">{open ? size(value, entries.length) : preview(value)}</span>
      </summary>
      {open && <Entries entries={entries} level={level} />}
    </details>
  );
}

function Entries({ entries, level }: { entries: readonly (readonly [string, unknown])[]; level: number }) {
  const [shown, setShown] = useState(PAGE);
  const rest = entries.length - shown;
  return (
    <div class="json-entries">
      {entries.slice(0, shown).map(([key, value]) => (
        <JsonTree key={key} name={key} value={value} level={level + 1} />
      ))}
      {rest > 0 && (
        <button type="button" class="link" onClick={() => setShown(shown + PAGE)}>
          {rest} more
        </button>
      )}
    </div>
  );
}

function Name({ name }: { name?: string | undefined }) {
  return name === undefined ? null : <span class="json-name">{name}: </span>;
}

function Scalar({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== 'string')
    return <span class={`json-${value === null ? 'null' : typeof value}`}>{String(value)}</span>;
  if (whole || value.length <= MAX_STRING) return <span class="json-string">{JSON.stringify(value)}</span>;
  return (
    <>
      <span class="json-string">{JSON.stringify(value.slice(0, MAX_STRING))}… </span>
      <button type="button" class="link" onClick={() => setWhole(true)}>
        all {value.length} characters
      </button>
    </>
  );
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}

const size = (value: unknown, length: number) => (Array.isArray(value) ? `[${length}]` : '');

/** A closed value in one short line: `{id: "7", title: "Milk", tags: […]}`. */
function preview(value: unknown): string {
  const list = Array.isArray(value);
  let text = '';
  for (const [key, item] of entriesOf(value) ?? []) {
    const part = list ? brief(item) : `${key}: ${brief(item)}`;
    if (text.length + part.length > MAX_PREVIEW) {
      text += text ? ', …' : '…';
      break;
    }
    text += text ? `, ${part}` : part;
  }
  return list ? `[${text}]` : `{${text}}`;
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return value.length ? '[…]' : '[]';
  if (typeof value === 'object' && value !== null) return '{…}';
  if (typeof value === 'string') return JSON.stringify(value.length > 24 ? `${value.slice(0, 24)}…` : value);
  return String(value);
}
