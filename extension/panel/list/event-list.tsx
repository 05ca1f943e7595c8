import type { Ref } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Rows } from '../../core/rows.ts';
import {
  fewerRows,
  isOutOfSight,
  ROW_HEIGHT,
  scrollTopToShow,
  spacerOf,
  visibleRows,
} from '../controls/visible-rows.ts';
import { EventRow } from './event-row.tsx';
import { JumpToLatest } from './jump-to-latest.tsx';
import type { RowView } from './row-view.ts';
import { useGrowing } from './use-incremental-rows.ts';

export interface EventListProps {
  rows: Rows;
  /** The event's index in the trace, or nothing. */
  selected: number | undefined;
  /** Does it stay at the end as rows come in? */
  following: boolean;
  /** Is there more than one, so that a narrow row has to say which? */
  severalChannels: boolean;
  read(index: number): RowView;
  /** How a row stands to the selected one. */
  relation(row: RowView): 'cause' | 'same' | undefined;
  /** Does the row match the filter, where that is marked? */
  match(index: number): 'yes' | 'no' | undefined;
  /** The title of a finding that the row is evidence of. */
  mark(index: number): string | undefined;
  grid: Ref<HTMLTableElement>;
  onSelect(index: number | undefined): void;
  onFollow(following: boolean): void;
  /** Enter: on to the details. */
  onOpen(): void;
}

const COLUMNS = ['Time', 'Lane', 'Channel', 'Method', 'Id', 'Summary', 'Decision'];
/** The height of the header, which covers the top of the scrolling box, in CSS pixels. */
const HEADER_HEIGHT = 24;
const rowId = (index: number) => `event-${index}`;

/**
 * The rows, of which only those in sight exist. Follows the end until the user scrolls up or selects a row; a button in
 * the head goes back to following, which leaves the selection as it is.
 */
export function EventList({
  rows,
  selected,
  following,
  severalChannels,
  read,
  relation,
  match,
  mark,
  grid,
  onSelect,
  onFollow,
  onOpen,
}: EventListProps) {
  const box = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const shown = useRef<{ selected: number | undefined; viewport: number }>({ selected: undefined, viewport: 0 });
  const [, redraw] = useState(0);
  const [viewport, setViewport] = useState(0);
  const count = rows.length;
  // A list that follows is drawn at its end at once: what the box reports of its own scrolling comes a picture later.
  if (following) lastTop.current = Math.max(0, spacerOf(count) - viewport);
  const wanted = visibleRows(count, lastTop.current, viewport);
  const places = wanted.end - wanted.first;
  const seen = fewerRows(wanted, useGrowing(places), following);
  const isMoreBelow = spacerOf(count) - lastTop.current - viewport > ROW_HEIGHT / 2;
  const place = (selected === undefined ? undefined : rows.positionOf(selected)) ?? -1;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setViewport(Math.max(0, element.clientHeight - HEADER_HEIGHT));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (following && box.current) box.current.scrollTop = seen.spacer;
  }, [following, seen.spacer, viewport]);

  // A selected row comes into sight once: when it is selected, here or by a link in the details. It stays in sight when
  // the details take room from the list. The user may scroll away from it, and then stays where that was.
  useLayoutEffect(() => {
    const before = shown.current;
    if (place < 0 || !box.current || (before.selected === selected && before.viewport === viewport)) return;
    shown.current = { selected, viewport };
    if (
      following ||
      (before.selected === selected && isOutOfSight(place, count, box.current.scrollTop, before.viewport))
    )
      return;
    box.current.scrollTop = scrollTopToShow(place, count, box.current.scrollTop, viewport);
  }, [selected, place, viewport, count, following]);

  function onScroll() {
    const element = box.current;
    if (!element) return;
    const top = element.scrollTop;
    const isAtEnd = top + element.clientHeight >= element.scrollHeight - ROW_HEIGHT / 2;
    if (isAtEnd && following) return;
    // Only a step upwards is the user's: rows that arrive make the list longer, they never move it.
    if (isAtEnd) onFollow(true);
    else if (top < lastTop.current) onFollow(false);
    lastTop.current = top;
    redraw((n) => n + 1);
  }

  function select(index: number) {
    onFollow(false);
    onSelect(index);
  }

  const latestSelect = useRef(select);
  latestSelect.current = select;
  const selectRow = useCallback((index: number) => latestSelect.current(index), []);

  function goTo(position: number) {
    const index = rows.at(Math.max(0, Math.min(count - 1, position)));
    if (index !== undefined) select(index);
  }

  function onKeyDown(event: KeyboardEvent) {
    const page = Math.max(1, Math.floor(viewport / ROW_HEIGHT) - 1);
    const back = (by: number) => (place < 0 ? count : place) - by;
    const targets = new Map([
      ['ArrowDown', place + 1],
      ['ArrowUp', back(1)],
      ['PageDown', place + page],
      ['PageUp', back(page)],
      ['Home', 0],
      ['End', count - 1],
    ]);
    const target = targets.get(event.key);
    if (target !== undefined && count > 0) goTo(target);
    else if (event.key === 'Enter' && place >= 0) onOpen();
    else if (event.key === 'Escape' && selected !== undefined) onSelect(undefined);
    else return;
    event.preventDefault();
  }

  const drawn: RowView[] = [];
  for (let position = seen.first; position < seen.end; position += 1) {
    const index = rows.at(position);
    if (index !== undefined) drawn.push(read(index));
  }
  const selectedIsDrawn = selected !== undefined && place >= seen.first && place < seen.end;

  // A table may be a grid, and then takes the focus for all of its rows (https://www.w3.org/TR/html-aria/#el-table).
  // The linter knows tables only as they are by themselves: hence apart from the element.
  const gridProps = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': 'Events',
    'aria-rowcount': count + 1,
    'aria-activedescendant': selectedIsDrawn ? rowId(selected) : undefined,
  } as const;

  return (
    <div
      class={['list', !rows.decided && 'undecided', severalChannels && 'several-channels'].filter(Boolean).join(' ')}
    >
      <div class="list-box" ref={box} onScroll={onScroll}>
        <table ref={grid} class="grid" {...gridProps} onKeyDown={onKeyDown}>
          <thead>
            <tr class="row" aria-rowindex={1}>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" class={column.toLowerCase()}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height: `${seen.spacer}px`, paddingTop: `${seen.offset}px` }}>
            {/* A row that comes into sight takes the place of one that left it: to make one again takes four times as long. */}
            {drawn.map((row, n) => (
              <EventRow
                key={(seen.first + n) % places}
                id={rowId(row.index)}
                row={row}
                number={seen.first + n + 2}
                selected={seen.first + n === place}
                relation={relation(row)}
                match={match(row.index)}
                mark={mark(row.index)}
                since={row.at - (drawn[n - 1] ?? row).at}
                onSelect={selectRow}
              />
            ))}
          </tbody>
        </table>
      </div>
      {!following && isMoreBelow && <JumpToLatest onClick={() => onFollow(true)} />}
    </div>
  );
}
