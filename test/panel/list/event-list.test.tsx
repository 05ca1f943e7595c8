// @vitest-environment jsdom
import '../layout.ts';
import { act, cleanup, render, waitFor } from '@testing-library/preact';
import { createRef } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Rows } from '../../../extension/core/rows.ts';
import { EventList } from '../../../extension/panel/list/event-list.tsx';
import type { RowView } from '../../../extension/panel/list/row-view.ts';

afterEach(cleanup);

function rowsOf(length: number): Rows {
  const at = (place: number) => (place >= 0 && place < length ? place : undefined);
  const matches = { length, filtered: false, marked: false, at, has: () => true, before: (i: number) => i };
  return { length, version: length, decided: true, at, positionOf: at, matches };
}

const rowOf = (index: number): RowView => ({
  index,
  at: index,
  lane: 'message',
  icon: 'message',
  channel: '/api/todos',
  method: 'PUT',
  id: `${index}`,
  title: '',
  detail: '',
  decisions: [],
  reason: '',
});

const list = (count: number, following: boolean, selected?: number) => (
  <EventList
    rows={rowsOf(count)}
    selected={selected}
    following={following}
    severalChannels={false}
    read={rowOf}
    relation={() => undefined}
    match={() => undefined}
    mark={() => undefined}
    grid={createRef<HTMLTableElement>()}
    onSelect={() => {}}
    onFollow={() => {}}
    onOpen={() => {}}
  />
);

/** Rows that the box is full with. */
const FULL = 24;

describe('the list of events', () => {
  it('makes a few rows in each picture, those at its end first while it follows', async () => {
    const { container, rerender } = render(list(100, true));
    const ids = () => [...container.querySelectorAll('tbody tr')].map(({ id }) => id);
    const last = (count: number) => Array.from({ length: count }, (_, n) => `event-${100 - count + n}`);
    const atFirst = ids();
    expect(atFirst).toEqual(last(atFirst.length));
    await waitFor(() => expect(ids().length).toBeGreaterThanOrEqual(FULL));
    expect(atFirst.length).toBeLessThan(FULL);
    expect(ids()).toEqual(last(ids().length));
    rerender(list(10, true));
    expect(ids()).toEqual(Array.from({ length: 10 }, (_, n) => `event-${n}`));
  });

  it('makes those at its beginning first when it does not follow', async () => {
    const { container } = render(list(100, false));
    const ids = () => [...container.querySelectorAll('tbody tr')].map(({ id }) => id);
    const first = (count: number) => Array.from({ length: count }, (_, n) => `event-${n}`);
    const atFirst = ids();
    expect(atFirst).toEqual(first(atFirst.length));
    await waitFor(() => expect(ids().length).toBeGreaterThanOrEqual(FULL));
    expect(ids()).toEqual(first(ids().length));
  });

  it('is at its end as soon as rows have come, in the elements that it has', async () => {
    const { container, rerender } = render(list(100, true));
    const drawn = () => [...container.querySelectorAll('tbody tr')];
    await waitFor(() => expect(drawn().length).toBeGreaterThanOrEqual(FULL));
    const before = drawn();
    expect(before.at(-1)?.id).toBe('event-99');
    rerender(list(1_000, true));
    expect(drawn().at(-1)?.id).toBe('event-999');
    expect(drawn().map(({ id }) => id)).toEqual(before.map((_, n) => `event-${1_000 - before.length + n}`));
    expect(new Set(drawn())).toEqual(new Set(before));
  });

  it('stays where it is when it does not follow', () => {
    const { container, rerender } = render(list(100, true));
    rerender(list(100, false));
    rerender(list(1_000, false));
    const ids = [...container.querySelectorAll('tbody tr')].map(({ id }) => id);
    expect(ids).toContain('event-99');
    expect(ids).not.toContain('event-999');
  });

  it.each([
    ['keeps a selected row in sight when it is resized', 12, 0, true],
    ['stays where the user scrolled to, away from the selected row, when it is resized', 3, 1_100, false],
  ])('%s', async (_, row, scrolledTo, isShown) => {
    const resized: (() => void)[] = [];
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(callback: () => void) {
          resized.push(callback);
        }
        observe() {}
        disconnect() {}
      },
    );
    const { container } = render(list(100, false, row));
    vi.unstubAllGlobals();
    const box = container.querySelector('.list-box');
    if (!box) throw new Error('The list has no box.');
    box.scrollTop = scrolledTo;
    Object.defineProperty(box, 'clientHeight', { configurable: true, value: 124 });
    for (const tell of resized) act(tell);
    if (isShown) expect(box.scrollTop).toBe(row * 22 + 22 - 100);
    else expect(box.scrollTop).toBe(scrolledTo);
  });
});
