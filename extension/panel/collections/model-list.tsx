import type { RefObject } from 'preact';
import type { ModelReader } from '../../core/collections/model-reader.ts';
import type { ToldModel } from '../../core/collections/model-search.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { withWords } from '../../core/marks/words.ts';
import type { Session } from '../../core/session.ts';
import { timeOfDay } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';
import { jsonPreview } from '../controls/json-preview.ts';
import { rowAfterKey } from '../controls/row-keys.ts';
import { useScrolledRows } from '../controls/use-scrolled-rows.ts';
import { ROW_HEIGHT } from '../controls/visible-rows.ts';
import type { ChosenModel } from './chosen-model.ts';

export interface ModelListProps {
  session: Session;
  models: readonly ToldModel[];
  reader: ModelReader;
  /** Models with something wrong: cid → what. */
  marks: ReadonlyMap<string, Finding>;
  chosen: ChosenModel | undefined;
  grid: RefObject<HTMLTableElement | null>;
  onChoose(model: ChosenModel | undefined): void;
  /** On to the history of the chosen one. */
  onOpen(): void;
  /** Escape where nothing is chosen. */
  onBack(): void;
}

const COLUMNS = ['Id', 'Attributes', 'Last change'];
const HEADER_HEIGHT = 24;
/** Characters of a preview. */
const PREVIEW = 160;
const rowId = (n: number) => `model-${n}`;

/** The models of a collection, of which only those in sight are read. */
export function ModelList({
  session,
  models,
  reader,
  marks: wrong,
  chosen,
  grid,
  onChoose,
  onOpen,
  onBack,
}: ModelListProps) {
  const { trace } = session;
  const place = chosen?.cid === undefined ? -1 : models.findIndex(([cid]) => cid === chosen.cid);
  const seen = useScrolledRows(models.length, ROW_HEIGHT, HEADER_HEIGHT, chosen?.cid, place);
  const drawn = models.slice(seen.first, seen.end).map(([cid, event]) => reader.read(cid, event));

  function choose(n: number) {
    const model = models[n];
    if (model) onChoose({ cid: model[0], id: reader.read(...model).id });
  }
  function onKeyDown(event: KeyboardEvent) {
    const next = rowAfterKey(event.key, place, models.length, seen.page);
    if (next !== undefined) choose(next);
    else if (event.key === 'Enter' && chosen) onOpen();
    else if (event.key === 'Escape' && chosen) onChoose(undefined);
    else if (event.key === 'Escape') onBack();
    else return;
    event.preventDefault();
  }

  const gridProps = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': 'Models',
    'aria-rowcount': models.length + 1,
    'aria-activedescendant': place >= seen.first && place < seen.end ? rowId(place) : undefined,
  } as const;
  return (
    <div class="list-box" ref={seen.box} onScroll={seen.onScroll}>
      <table class="grid" ref={grid} {...gridProps} onKeyDown={onKeyDown}>
        <thead>
          <tr class="row" aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: `${seen.spacer}px`, paddingTop: `${seen.offset}px` }}>
          {drawn.map(({ cid, id, attributes, marks, event }, k) => {
            const n = seen.first + k;
            return (
              <tr
                key={cid}
                id={rowId(n)}
                class="row"
                aria-rowindex={n + 2}
                aria-selected={n === place}
                onMouseDown={(event) => {
                  if (event.button === 0) choose(n);
                }}
              >
                <td
                  class="id"
                  data-wrong={wrong.has(cid)}
                  title={id === undefined ? `${cid}, not saved yet` : `${id} (${cid})`}
                >
                  {wrong.has(cid) ? (
                    <span class="wrong" title={wrong.get(cid)?.title}>
                      <Icon name="warning" /> <bdi>{cid}</bdi> <bdi>{id}</bdi>
                    </span>
                  ) : (
                    <bdi>{id ?? `${cid} (new)`}</bdi>
                  )}
                </td>
                <td class="attributes">
                  {attributes === undefined ? (
                    <span class="soft">not known</span>
                  ) : (
                    jsonPreview(withWords(attributes, marks), PREVIEW)
                  )}
                </td>
                <td class="time">
                  <span class="clock">{trace.has(event) ? timeOfDay(trace.at(event)) : 'forgotten'}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
