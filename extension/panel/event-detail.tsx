import type { Ref } from 'preact';
import { timeOfDay, timeSpan } from './clock.ts';
import { DecisionBadge } from './decision-badge.tsx';
import type { DetailView, RelatedEvent } from './detail-view.ts';
import { JsonTree } from './json-tree.tsx';
import { JsonView } from './json-view.tsx';
import { Tool } from './toolbar.tsx';

export interface EventDetailProps {
  detail: DetailView;
  pane: Ref<HTMLElement>;
  onSelect(index: number): void;
  onCopy(text: string): Promise<boolean>;
  onClose(): void;
}

/** Everything about the selected row: first why, then what belongs to it, then what it carried. */
export function EventDetail({ detail, pane, onSelect, onCopy, onClose }: EventDetailProps) {
  return (
    <section
      ref={pane}
      class="detail"
      aria-label="Details"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header class="detail-header">
        <h2 title={`${detail.title} ${detail.detail}`}>
          {detail.title} <span class="soft">{detail.detail}</span>
        </h2>
        <Tool icon="close" label="Close the details" onClick={onClose} />
      </header>
      <div class="detail-body">
        {detail.decisions.map(({ index, decision, sentence, facts }) => (
          <section key={index} class="verdict">
            <DecisionBadge decision={decision} />
            <p>{sentence}</p>
            <Facts facts={facts} />
          </section>
        ))}
        {detail.related.length > 0 && <Related events={detail.related} onSelect={onSelect} />}
        <dl class="properties">
          {[{ name: 'Time', value: timeOfDay(detail.at) }, ...detail.properties].map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {detail.values.map(({ heading, value }) => (
          <JsonView key={`${detail.index} ${heading}`} heading={heading} value={value} onCopy={onCopy} />
        ))}
      </div>
    </section>
  );
}

function Facts({ facts }: { facts: unknown }) {
  if (typeof facts !== 'object' || facts === null || Object.keys(facts).length === 0) return null;
  return (
    <div class="facts">
      {Object.entries(facts).map(([name, value]) => (
        <JsonTree key={name} name={name} value={value} level={1} />
      ))}
    </div>
  );
}

function Related({ events, onSelect }: { events: readonly RelatedEvent[]; onSelect(index: number): void }) {
  return (
    <section>
      <header class="section-header">
        <h3>Belongs to it</h3>
      </header>
      <ul class="related">
        {events.map(({ index, role, title, after }) => (
          <li key={index}>
            <span class="related-role">{role}</span>
            <button type="button" class="link" onClick={() => onSelect(index)}>
              {title}
            </button>
            <span class="related-after">{timeSpan(after)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
