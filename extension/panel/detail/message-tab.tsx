import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../core/session.ts';
import { Icon } from '../controls/icon.tsx';
import { JsonTree } from '../controls/json-tree.tsx';
import type { Copy, DetailView } from './detail-view.ts';
import { JsonView } from './json-view.tsx';

export interface MessageTabProps {
  session: Session;
  detail: Pick<DetailView, 'index' | 'properties' | 'values' | 'copies'>;
  /** Puts text on the clipboard; false when the browser refused. */
  onCopy(text: string): Promise<boolean>;
}

/** What: all that the event carries, as trees or raw, and ways to take it elsewhere. */
export function MessageTab({ session, detail: { index, properties, values, copies }, onCopy }: MessageTabProps) {
  const [raw, setRaw] = useState(false);
  return (
    <>
      <div class="message-tools">
        <button type="button" class="chip" aria-pressed={raw} onClick={() => setRaw(!raw)}>
          Raw
        </button>
        <Copies copies={copies} onCopy={onCopy} />
      </div>
      {values.map(({ heading, origin: { load, seq, path }, ...value }) => (
        <JsonView
          key={heading}
          heading={heading}
          {...value}
          isRaw={raw}
          whole={(pointer, length) => session.wholeTexts.ask(load, seq, path + pointer, length)}
        />
      ))}
      <details class="whole-event">
        <summary>The event as it was recorded</summary>
        <dl class="properties">
          {properties.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {session.trace.has(index) && <JsonTree label="Event" value={session.trace.event(index)} />}
      </details>
    </>
  );
}

function Copies({ copies, onCopy }: { copies: readonly Copy[]; onCopy(text: string): Promise<boolean> }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), 1_500);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <fieldset class="copies">
      <legend>
        <Icon name="copy" /> Copy as
      </legend>
      {copies.map(({ as, label, text }) => (
        <button
          key={as}
          type="button"
          class="chip"
          aria-label={label}
          title={label}
          onClick={async () => setSaid((await onCopy(text())) ? 'Copied' : 'The browser refused')}
        >
          {as}
        </button>
      ))}
      <span class="soft" role="status">
        {said}
      </span>
    </fieldset>
  );
}
