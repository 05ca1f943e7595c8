import type { Ref } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Session } from '../../core/session.ts';
import { timeOfDay } from '../controls/format-time.ts';
import { Tool } from '../controls/toolbar.tsx';
import { useKept } from '../controls/use-view-state.ts';
import { DecisionTab } from './decision-tab.tsx';
import { DetailTabs, panelId, tabId } from './detail-tabs.tsx';
import type { DetailTab } from './detail-view.ts';
import { DiffTab } from './diff-tab.tsx';
import { MessageTab } from './message-tab.tsx';
import type { OpenSource } from './open-source.ts';
import { readDetail, stampOf } from './read-detail.ts';
import { StackTab } from './stack-tab.tsx';
import { StateTab } from './state-tab.tsx';

export interface EventDetailProps {
  session: Session;
  /** An event of the trace. */
  index: number;
  pane: Ref<HTMLElement>;
  /** Are call stacks recorded? */
  stacks: boolean;
  onSelect(index: number): void;
  onCopy(text: string): Promise<boolean>;
  onRecordStacks(): void;
  /** Shows a place of a script in the browser's own debugger; absent where that cannot be had. `line` and `column` from 1. */
  onOpenSource?: OpenSource | undefined;
  onClose(): void;
}

/** Everything about the selected row, a tab for each question: why, what, what changed, how it was, who called. */
export function EventDetail({ session, index, pane, onClose, ...props }: EventDetailProps) {
  const [wanted, setWanted] = useKept<DetailTab>(session, 'detail tab', 'decision');
  const stamp = stampOf(session, index);
  // The stamp says when there is more to say.
  const detail = useMemo(() => readDetail(session, index), [session, index, stamp]);
  // What becomes known of a row while somebody looks at it may add a tab, but moves nobody to it.
  const shown = useRef({ index, tab: wanted });
  const tabs = [shown.current.index === index ? shown.current.tab : wanted, wanted, ...detail.tabs];
  const tab = tabs.find((one) => detail.tabs.includes(one)) ?? 'message';
  shown.current = { index, tab };
  function show(next: DetailTab) {
    shown.current = { index, tab: next };
    setWanted(next);
  }

  return (
    <section
      ref={pane}
      class="detail"
      aria-label="Details"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="detail-header">
        <h2 title={`${detail.title} ${detail.detail}`}>
          {detail.title} <span class="soft">{detail.detail}</span>
        </h2>
        <time class="soft">{timeOfDay(detail.at)}</time>
        <Tool icon="close" label="Close the details" onClick={onClose} />
      </header>
      <DetailTabs tabs={detail.tabs} current={tab} onChange={show} />
      <div key={tab} id={panelId} class="detail-body" role="tabpanel" aria-labelledby={tabId(tab)}>
        {tab === 'decision' && <DecisionTab session={session} detail={detail} onSelect={props.onSelect} />}
        {tab === 'message' && <MessageTab session={session} detail={detail} onCopy={props.onCopy} />}
        {tab === 'diff' && <DiffTab session={session} changes={detail.changes} onSelect={props.onSelect} />}
        {tab === 'state' && <StateTab session={session} detail={detail} onSelect={props.onSelect} />}
        {tab === 'stack' && <StackTab callers={detail.callers} {...props} />}
      </div>
    </section>
  );
}
