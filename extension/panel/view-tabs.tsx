import type { Muted } from '../core/findings/muted.ts';
import type { Session } from '../core/session.ts';
import { Icon } from './controls/icon.tsx';
import type { PanelView, TabCount } from './view.ts';

export interface ViewTabsProps {
  session: Session;
  muted: Muted;
  views: readonly PanelView[];
  current: PanelView;
  /** DOM id of the panel that the tabs switch. */
  controls: string;
  onChange(view: PanelView): void;
}

/** The tabs of the views (the ARIA pattern "tabs", which switches as the focus moves). */
export function ViewTabs({ session, muted, views, current, controls, onChange }: ViewTabsProps) {
  function onKeyDown(event: KeyboardEvent) {
    const place = views.indexOf(current);
    const next = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: views.length - 1 }[event.key];
    const view = next === undefined ? undefined : views[(next + views.length) % views.length];
    if (!view) return;
    event.preventDefault();
    onChange(view);
    document.getElementById(tabId(view))?.focus();
  }
  return (
    <div class="tabs" role="tablist" aria-label="Views" tabIndex={-1} onKeyDown={onKeyDown}>
      {views.map((view, n) => (
        <button
          key={view.name}
          id={tabId(view)}
          type="button"
          role="tab"
          class="tab"
          aria-selected={view === current}
          aria-controls={controls}
          tabIndex={view === current ? 0 : -1}
          title={`${view.label}: ${view.hint} ( ${n + 1} )`}
          onClick={() => onChange(view)}
        >
          <Icon name={view.icon} /> <span>{view.label}</span>
          <Count count={view.count?.(session, muted)} />
        </button>
      ))}
    </div>
  );
}

function Count({ count }: { count: TabCount | undefined }) {
  if (!count) return null;
  return (
    <span class="tab-count" data-severity={count.severity} title={count.words}>
      <span aria-hidden="true">{count.count}</span>
      <span class="visually-hidden">, {count.words}</span>
    </span>
  );
}

/** DOM id of a view's tab. */
export const tabId = (view: PanelView) => `tab-${view.name}`;
