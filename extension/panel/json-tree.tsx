import { useState } from 'preact/hooks';
import { isWhole, jsonPreview } from './json-preview.ts';

/** Levels that are open at first. */
const OPEN_LEVELS = 2;
/** Entries of one object or array drawn at once; the rest comes a page at a time. */
const PAGE = 100;
/** Characters of one string drawn at once. */
const MAX_STRING = 2_000;

/**
 * A JSON value as a tree of native disclosures: keyboard and screen reader come with the element. A level is built when
 * it is opened for the first time, so a deep value costs nothing until somebody looks. What its preview says completely
 * stays closed. Strings are only ever text.
 */
export function JsonTree({ value, name, level = 0 }: { value: unknown; name?: string; level?: number }) {
  const preview = jsonPreview(value);
  const [open, setOpen] = useState(level < OPEN_LEVELS && !isWhole(preview));
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
  if (name === undefined) return <Entries entries={entries} level={level} />;
  return (
    <details class="json-node" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name name={name} />
        <span class="json-punctuation">{open ? size(value, entries.length) : preview}</span>
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
