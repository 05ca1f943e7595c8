import type { Ref } from 'preact';
import { useMemo } from 'preact/hooks';
import { markOfEvent } from '../findings/marks.ts';
import type { ViewProps } from '../view.ts';
import { EventList } from './event-list.tsx';
import { createRowReader } from './read-row.ts';
import { causesOf } from './related-rows.ts';
import type { RowView } from './row-view.ts';

/** The timeline as a list: a row for every event that is not told on another's. */
export function ListView({ session, selected, following, focus, onSelect, onFollow, onOpen }: ViewProps) {
  const { trace, rows } = session;
  const read = useMemo(() => createRowReader(session), [session]);
  const shown = selected !== undefined && trace.has(selected) ? selected : undefined;
  const causes = shown === undefined ? new Set<number>() : causesOf(session.ledger, shown);

  function relation(row: RowView) {
    if (shown === undefined || row.index === shown) return undefined;
    if (causes.has(row.index)) return 'cause';
    return row.id !== '' && row.id === trace.modelId(shown) ? 'same' : undefined;
  }

  const { matches } = rows;
  const several = useMemo(() => {
    const [first, ...others] = session.subscriptions.all();
    return others.some(({ channel }) => channel !== first?.channel);
  }, [session.subscriptions.version]);

  return (
    <EventList
      rows={rows}
      selected={shown}
      following={following}
      severalChannels={several}
      read={read}
      relation={relation}
      match={(index) => (matches.marked ? (matches.has(index) ? 'yes' : 'no') : undefined)}
      mark={(index) => markOfEvent(session.findings, index)?.title}
      grid={focus as Ref<HTMLTableElement>}
      onSelect={onSelect}
      onFollow={onFollow}
      onOpen={onOpen}
    />
  );
}
