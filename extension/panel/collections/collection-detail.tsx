import type { RefObject } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { LiveCollectionState } from '../../core/collections/collection-state.ts';
import { doubtsOf } from '../../core/collections/completeness.ts';
import { counted, told } from '../../core/explanation/format.ts';
import { summarise } from '../../core/explanation/summary.ts';
import type { Session } from '../../core/session.ts';
import { timeOfDay } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';
import { Nothing } from '../controls/placeholder.tsx';
import { useKept } from '../controls/use-view-state.ts';
import { marksOfModels } from '../findings/marks.ts';
import type { ChosenModel } from './chosen-model.ts';
import { KnownIds } from './known-ids.tsx';
import { ModelList } from './model-list.tsx';
import { ModelPane } from './model-pane.tsx';
import { useModels } from './use-models.ts';
import { useSearchKey } from './use-search-key.ts';

export interface CollectionDetailProps {
  session: Session;
  collection: LiveCollectionState;
  selected: number | undefined;
  /** The last event of what the selected one led to: what is shown is as of it. */
  cursor: number | undefined;
  /** The table of models. */
  grid: RefObject<HTMLTableElement | null>;
  onSelect(index: number | undefined): void;
}

/** What a collection consists of, now or as of the selected event. */
export function CollectionDetail({ session, collection, selected, cursor, grid, onSelect }: CollectionDetailProps) {
  const { trace, collections, documents } = session;
  const { load, source, first, last } = collection;
  const [text, setText] = useKept(session, 'search', '');
  const [chosen, setChosen] = useKept<ChosenModel | undefined>(session, `model of ${load} ${source}`, undefined);
  const search = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);
  useSearchKey(search);

  const { reader, all, found, progress } = useModels(session, collection, cursor, last, text);
  const past = useMemo(
    () => (cursor === undefined ? undefined : collections.countsAt(load, source, cursor)),
    [collections, load, source, cursor],
  );
  const isWhole = first >= trace.first;
  const document = documents.of(load);
  const { gaps } = session.status();
  const doubts = useMemo(() => {
    const counted = cursor === undefined ? { counts: collection, isWhole } : past;
    return counted ? doubtsOf(counted, document, load, cursor ?? trace.end - 1, trace, all.length) : [];
  }, [past, cursor, document, isWhole, gaps, collection.heldBefore, collection.size, all.length]);
  const counts = cursor === undefined ? collection : past?.counts;
  const model = chosen?.cid === undefined ? undefined : all.find(([cid]) => cid === chosen.cid);

  return (
    <div class="collection">
      <div class="view-bar">
        <p class="moment">
          <b>{counted(all.length, 'model')}</b>{' '}
          {selected === undefined ? (
            'now'
          ) : (
            <>
              after the selected event{' '}
              <span class="soft">
                {told(timeOfDay(trace.at(selected)), summarise(trace.event(selected)).title)} · now{' '}
                {collection.history.size}
              </span>{' '}
              <button type="button" class="chip" onClick={() => onSelect(undefined)}>
                Back to now
              </button>
            </>
          )}
        </p>
        <label class="search">
          <Icon name="search" />
          <input
            ref={search}
            type="search"
            placeholder="Search id and attributes"
            aria-label="Search models"
            aria-keyshortcuts="/"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' || event.key === 'Enter') grid.current?.focus();
              else if (event.key === 'Escape') setText('');
              else return;
              event.preventDefault();
            }}
          />
        </label>
        <span class="search-count" role="status">
          {progress !== undefined ? `${Math.floor(progress * 100)} %` : text && `${found.length} of ${all.length}`}
        </span>
      </div>
      {doubts.length > 0 && (
        <details class="unknown">
          <summary>
            <Icon name="warning" /> Unknown ({doubts.length})
          </summary>
          <ul>
            {doubts.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
      {counts && counts.held.size + counts.tombstones.size > 0 && (
        <div class="known-ids">
          <KnownIds label="Held" icon="held" ids={counts.held} onChoose={setChosen} />
          <KnownIds label="Tombstones" icon="removed" ids={counts.tombstones} onChoose={setChosen} />
        </div>
      )}
      <div class="models">
        <ModelList
          session={session}
          models={found}
          reader={reader}
          marks={cursor === undefined ? marksOfModels(session.findings, load, source) : new Map()}
          chosen={chosen}
          grid={grid}
          onChoose={setChosen}
          onOpen={() => pane.current?.focus()}
          onBack={() => onSelect(undefined)}
        />
        {found.length === 0 && progress === undefined && (
          <NoModel
            text={text}
            early={cursor !== undefined && cursor < first}
            onHistory={() => setChosen({ cid: undefined, id: text })}
            onClear={() => setText('')}
          />
        )}
      </div>
      {chosen && (
        <ModelPane
          key={`${chosen.cid} ${chosen.id}`}
          session={session}
          load={load}
          source={source}
          chosen={chosen}
          model={model && reader.read(...model)}
          selected={selected}
          pane={pane}
          onSelect={onSelect}
          onClose={() => {
            setChosen(undefined);
            grid.current?.focus();
          }}
        />
      )}
    </div>
  );
}

interface NoModelProps {
  text: string;
  /** Is the selected event before the collection? */
  early: boolean;
  onHistory(): void;
  onClear(): void;
}

function NoModel({ text, early, onHistory, onClear }: NoModelProps) {
  if (text !== '')
    return (
      <Nothing title="No model has it" text={`“${text}” is in no id and no attribute.`}>
        <button type="button" class="action" onClick={onHistory}>
          What happened to the id “{text}”
        </button>
        <button type="button" class="link" onClick={onClear}>
          Clear the search
        </button>
      </Nothing>
    );
  if (early) return <Nothing title="Not there yet" text="The collection came after the selected event." />;
  return (
    <Nothing
      title="No models"
      text="One appears here when it is fetched or created, or when a message brings it. The held and the deleted are above."
    />
  );
}
