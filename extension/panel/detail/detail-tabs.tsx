import type { DetailTab } from './detail-view.ts';

const LABELS: Readonly<Record<DetailTab, string>> = {
  decision: 'Decision',
  message: 'Message',
  diff: 'Diff',
  state: 'State',
  stack: 'Stack',
};

export interface DetailTabsProps {
  tabs: readonly DetailTab[];
  current: DetailTab;
  onChange(tab: DetailTab): void;
}

/** The tabs of the details (the ARIA pattern "tabs", which switches as the focus moves). */
export function DetailTabs({ tabs, current, onChange }: DetailTabsProps) {
  function onKeyDown(event: KeyboardEvent) {
    const place = tabs.indexOf(current);
    const next = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
    if (!tab) return;
    event.preventDefault();
    onChange(tab);
    document.getElementById(tabId(tab))?.focus();
  }
  return (
    <div class="tabs detail-tabs" role="tablist" aria-label="Details" tabIndex={-1} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={tabId(tab)}
          type="button"
          role="tab"
          class="tab"
          aria-selected={tab === current}
          aria-controls={panelId}
          tabIndex={tab === current ? 0 : -1}
          onClick={() => onChange(tab)}
        >
          {LABELS[tab]}
        </button>
      ))}
    </div>
  );
}

/** DOM ids of a tab, and of the panel that all of them switch. */
export const tabId = (tab: DetailTab) => `detail-tab-${tab}`;
export const panelId = 'detail-panel';
