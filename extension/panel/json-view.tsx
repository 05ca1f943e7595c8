import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { JsonTree } from './json-tree.tsx';

export interface JsonViewProps {
  /** What the value is: "Message", "Body", "Facts". */
  heading: string;
  value: unknown;
  /** Puts text on the clipboard; false when the browser refused. */
  onCopy(text: string): Promise<boolean>;
}

/** Beyond so many characters the raw view shows only the beginning; copying gives all of it. */
const MAX_RAW = 200_000;

/** A JSON value under a heading: as a tree, or raw; and a button to copy it. */
export function JsonView({ heading, value, onCopy }: JsonViewProps) {
  const [raw, setRaw] = useState(false);
  const [copied, setCopied] = useState<'' | 'Copied' | 'Refused'>('');
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(''), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const text = () => JSON.stringify(value, null, 2) ?? 'undefined';

  return (
    <section class="json">
      <header class="section-header">
        <h3>{heading}</h3>
        <button type="button" class="chip" aria-pressed={raw} onClick={() => setRaw(!raw)}>
          Raw
        </button>
        <button
          type="button"
          class="chip"
          aria-label={`Copy ${heading.toLowerCase()} as JSON`}
          onClick={async () => setCopied((await onCopy(text())) ? 'Copied' : 'Refused')}
        >
          <Icon name="copy" /> <span aria-live="polite">{copied || 'Copy'}</span>
        </button>
      </header>
      {raw ? <pre class="raw">{cut(text())}</pre> : <JsonTree value={value} />}
    </section>
  );
}

const cut = (text: string) =>
  text.length > MAX_RAW ? `${text.slice(0, MAX_RAW)}\n… ${text.length - MAX_RAW} more` : text;
