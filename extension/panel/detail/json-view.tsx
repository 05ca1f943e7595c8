import { useMemo } from 'preact/hooks';
import type { Mark } from '../../core/marks/mark.ts';
import { isShortened } from '../../core/marks/words.ts';
import { JsonTree, type ReadWhole } from '../controls/json-tree.tsx';

export interface JsonViewProps {
  /** What the value is: "Message", "Body". */
  heading: string;
  value: unknown;
  /** As it went; else it is written again. */
  raw?: string | undefined;
  isRaw: boolean;
  /** What of the value does not stand there as it was, with paths that begin there. */
  marks?: readonly Mark[];
  /** Fetches a text that is shortened; see `JsonTree`. */
  whole?: ReadWhole;
}

/** Beyond so many characters the raw view shows only the beginning; copying gives all of it. */
const MAX_RAW = 200_000;

/** A JSON value under a heading: as a tree, or raw. */
export function JsonView({ heading, value, raw, isRaw, marks = [], whole }: JsonViewProps) {
  return (
    <section class="json">
      <h3>{heading}</h3>
      {isShortened(marks) && (
        <p class="remark">Not all of it is in the recording: what was shortened, or is not JSON, is marked.</p>
      )}
      {isRaw ? <Raw value={value} raw={raw} /> : <JsonTree label={heading} value={value} marks={marks} whole={whole} />}
    </section>
  );
}

function Raw({ value, raw }: Pick<JsonViewProps, 'value' | 'raw'>) {
  const text = useMemo(() => raw ?? JSON.stringify(value, null, 2), [value, raw]);
  const rest = text.length - MAX_RAW;
  return (
    // Its text can be longer than it is high, and is scrolled by keyboard too.
    <pre class="raw">
      {text.slice(0, MAX_RAW)}
      {rest > 0 && `\n… ${rest.toLocaleString('en')} characters more: copy it to have them`}
    </pre>
  );
}
