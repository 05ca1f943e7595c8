import type { TargetedPointerEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { COLUMN_WIDTHS } from '../../core/settings.ts';
import { Icon } from '../controls/icon.tsx';
import type { Column } from './columns.ts';

/** How far an arrow key moves a column's edge, in CSS pixels. */
const STEP = 16;

export interface ColumnHeadProps {
  column: Column;
  /** How the rows are sorted by it, where they are. */
  sorted: 'ascending' | 'descending' | undefined;
  /** The width that it was given, in CSS pixels; undefined: the one that it has by itself. */
  width: number | undefined;
  onSort(): void;
  onWidth(width: number | undefined): void;
}

const within = (width: number) => Math.round(Math.min(COLUMN_WIDTHS.max, Math.max(COLUMN_WIDTHS.min, width)));

/**
 * The head of a column: a button that sorts by it, and an edge that is dragged to make it wider or narrower. On the
 * button Alt with an arrow moves the edge; Delete, or a double click on the edge, gives the column its own width back.
 */
export function ColumnHead({ column, sorted, width, onSort, onWidth }: ColumnHeadProps) {
  const head = useRef<HTMLTableCellElement>(null);
  /** How far right of the column's end the pointer took its edge, in CSS pixels. */
  const grip = useRef(0);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (event.altKey && step !== undefined)
      onWidth(within((width ?? head.current?.getBoundingClientRect().width ?? 0) + step));
    else if (event.key === 'Delete') onWidth(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function onPointerDown(event: TargetedPointerEvent<HTMLElement>) {
    if (event.button !== 0 || !head.current) return;
    // Else the drag selects text.
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = event.clientX - head.current.getBoundingClientRect().right;
  }
  function onPointerMove(event: TargetedPointerEvent<HTMLElement>) {
    if (!head.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onWidth(within(event.clientX - grip.current - head.current.getBoundingClientRect().left));
  }

  return (
    <th ref={head} scope="col" class={column.class} title={column.hint} aria-sort={sorted}>
      <button
        type="button"
        class="sort"
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Delete"
        aria-description={width === undefined ? undefined : `${width} pixels wide`}
        onClick={onSort}
        onKeyDown={onKeyDown}
      >
        <span data-short={column.short}>{column.label}</span>
        {sorted && <Icon name={sorted === 'descending' ? 'down' : 'up'} />}
      </button>
      <span
        class="column-edge"
        aria-hidden="true"
        title="Drag to change the width, double-click for its own. By keyboard, on the heading: Alt+←, Alt+→, Delete"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onDblClick={() => onWidth(undefined)}
      />
    </th>
  );
}
