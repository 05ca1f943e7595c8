import type { Ref } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { CollectionModel } from '../../core/collections/model-reader.ts';
import { createModelStory, type StoryRow } from '../../core/collections/model-timeline.ts';
import { counted } from '../../core/explanation/format.ts';
import { worstFirst } from '../../core/explanation/judgement.ts';
import type { Session } from '../../core/session.ts';
import { EventLink } from '../controls/event-link.tsx';
import { timeOfDay } from '../controls/format-time.ts';
import { JsonTree } from '../controls/json-tree.tsx';
import { Tool } from '../controls/toolbar.tsx';
import { DecisionBadge } from '../list/decision-badge.tsx';
import { decisionAt } from '../list/read-row.ts';
import { rowSummary } from '../list/row-summary.ts';
import type { ChosenModel } from './chosen-model.ts';

export interface ModelPaneProps {
  session: Session;
  load: string;
  source: string;
  chosen: ChosenModel;
  /** As it was then; nothing when it is not in the collection. */
  model: CollectionModel | undefined;
  selected: number | undefined;
  pane: Ref<HTMLElement>;
  onSelect(index: number): void;
  onClose(): void;
}

/** Rows drawn at once, the newest; the rest comes as it is asked for. */
const PAGE = 100;

/** One model: its attributes, and all that happened to it. */
export function ModelPane({ session, load, source, chosen, model, selected, pane, onSelect, onClose }: ModelPaneProps) {
  const { id, cid } = chosen;
  const [shown, setShown] = useState(PAGE);
  const story = useMemo(() => createModelStory(session, { load, source, id, cid }), [session, load, source, id, cid]);
  const rows = story.rows();
  const earlier = Math.max(0, rows.length - shown);
  const name = id ?? cid ?? '';

  return (
    <section
      ref={pane}
      class="pane"
      aria-label={`Model ${name}`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="detail-header">
        <h2>
          {name} {cid !== undefined && cid !== name && <span class="soft">{cid}</span>}
        </h2>
        <Tool icon="close" label="Close the model" onClick={onClose} />
      </header>
      <div class="detail-body columns">
        <section>
          <header class="section-header">
            <h3>{selected === undefined ? 'Attributes now' : 'Attributes after the selected event'}</h3>
          </header>
          {model?.attributes === undefined ? (
            <p class="soft">
              {model ? 'Not known: the event that carried them was dropped.' : 'It is not in the collection.'}
            </p>
          ) : (
            <JsonTree value={model.attributes} marks={model.marks} />
          )}
        </section>
        <section>
          <header class="section-header">
            <h3>History: {counted(rows.length, 'event')}</h3>
          </header>
          {earlier > 0 && (
            <button type="button" class="link" onClick={() => setShown(shown + PAGE)}>
              {earlier} earlier
            </button>
          )}
          {rows.length === 0 && <p class="soft">None of the events that are still here concerns it.</p>}
          <ol class="story">
            {rows.slice(earlier).map((row) => (
              <StoryLine key={row.index} session={session} row={row} selected={selected} onSelect={onSelect} />
            ))}
          </ol>
        </section>
      </div>
    </section>
  );
}

interface StoryLineProps {
  session: Session;
  row: StoryRow;
  selected: number | undefined;
  onSelect(index: number): void;
}

function StoryLine({ session, row, selected, onSelect }: StoryLineProps) {
  const { trace, ledger } = session;
  const event = trace.event(row.index);
  const answer = ledger.answerOf(row.index);
  const { lane, title, detail } = rowSummary(event, answer === undefined ? undefined : trace.event(answer));
  const when =
    selected === undefined || row.index < selected
      ? ''
      : row.index === selected
        ? 'selected'
        : 'after the selected event';
  const method = trace.method(row.index);
  const word = event.kind === 'response' ? event.kind : lane;
  return (
    <li data-when={when || undefined} aria-current={when === 'selected' ? 'true' : undefined}>
      <span class="story-time">{timeOfDay(event.at)}</span>
      <div>
        <EventLink session={session} event={row.index} onSelect={onSelect}>
          {method === '' ? title : `${word} ${method}`}
        </EventLink>{' '}
        <span class="soft">{method === '' ? detail : `${title} ${detail}`}</span>{' '}
        {when && <span class="label">{when}</span>}
        {worstFirst(row.decisions.map((i) => ({ i, ...decisionAt(session, i) }))).map(({ i, reason, ...judgement }) => (
          <p key={i}>
            <DecisionBadge {...judgement} /> {reason}
          </p>
        ))}
      </div>
    </li>
  );
}
