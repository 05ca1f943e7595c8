// @vitest-environment jsdom
import './layout.ts';
import { cleanup, render } from '@testing-library/preact';
import { createRef } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { Rows } from '../../extension/core/rows.ts';
import { EventList } from '../../extension/panel/event-list.tsx';
import type { RowView } from '../../extension/panel/row-view.ts';

afterEach(cleanup);

function rowsOf(length: number): Rows {
  const at = (place: number) => (place >= 0 && place < length ? place : undefined);
  const matches = { length, filtered: false, marked: false, at, has: () => true, before: (i: number) => i };
  return { length, version: length, at, positionOf: at, matches };
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
});

const list = (count: number, following: boolean) => (
  <EventList
    rows={rowsOf(count)}
    selected={undefined}
    following={following}
    read={rowOf}
    relation={() => undefined}
    match={() => undefined}
    grid={createRef<HTMLTableElement>()}
    onSelect={() => {}}
    onFollow={() => {}}
    onOpen={() => {}}
  />
);

describe('the list of events', () => {
  it('is at its end as soon as rows have come, in the elements that it has', () => {
    const { container, rerender } = render(list(100, true));
    const drawn = () => [...container.querySelectorAll('tbody tr')];
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
});
