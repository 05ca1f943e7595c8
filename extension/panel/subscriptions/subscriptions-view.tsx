import { useMemo, useRef } from 'preact/hooks';
import { documentName } from '../../core/explanation/document-name.ts';
import { counted } from '../../core/explanation/format.ts';
import type { Session } from '../../core/session.ts';
import type { Subscription } from '../../core/subscriptions/subscription.ts';
import { type SortOrder, subscriptionRows } from '../../core/subscriptions/subscription-rows.ts';
import { replacedSentence, workersSentence } from '../../core/unseen-wording.ts';
import { assignRef } from '../controls/assign-ref.ts';
import { Icon } from '../controls/icon.tsx';
import { Nothing } from '../controls/placeholder.tsx';
import { rowAfterKey } from '../controls/row-keys.ts';
import { useNow } from '../controls/use-now.ts';
import { useScrolledRows } from '../controls/use-scrolled-rows.ts';
import { useKept } from '../controls/use-view-state.ts';
import { Unseen } from '../page-status/unseen.tsx';
import type { ViewProps } from '../view.ts';
import { ColumnHead } from './column-head.tsx';
import { COLUMNS, type Column, widthProperties, widthsWith } from './columns.ts';
import { SubscriptionDetail } from './subscription-detail.tsx';
import { ClientCell, SubscriptionCells } from './subscription-row.tsx';

/** Higher than in the list: each has a button, which is to be hit. In CSS pixels. */
const ROW_HEIGHT = 24;
const HEADER_HEIGHT = 24;
const keyOf = ({ load, client, channel }: Subscription) => `${load} ${client} ${channel}`;
const rowId = (n: number) => `subscription-${n}`;

/** Every channel that somebody listens to: as the application asked, as the client holds, as the server acknowledged. */
export function SubscriptionsView({ session, selected, focus, columnWidths, onSelect, onColumnWidths }: ViewProps) {
  const { subscriptions, connections, documents, trace } = session;
  const now = useNow(session);
  const unseen = useMemo(() => {
    const evidence = session.evidence();
    return [replacedSentence(evidence), workersSentence(evidence)].filter(Boolean).join(' ');
  }, [trace.end, documents]);
  const [order, setOrder] = useKept<SortOrder>(session, 'order', { column: 'channel', descending: false });
  const [onlyWrong, setOnlyWrong] = useKept(session, 'only wrong', false);
  const [chosen, setChosen] = useKept<string | undefined>(session, 'subscription', undefined);
  const grid = useRef<HTMLTableElement>(null);
  const pane = useRef<HTMLElement>(null);

  const { rows, count, wrong, channels, placeOf } = useMemo(() => {
    const all = subscriptions.all();
    const loads = new Set(all.map(({ load }) => load));
    const placeOf = (load: string) => documentName(load, loads, documents);
    const built = subscriptionRows(all, connections, { order, onlyWrong, now, placeOf });
    const channels = built.rows.flatMap((row, n) => (row.type === 'channel' ? [n] : []));
    return { ...built, channels, placeOf };
  }, [subscriptions.version, connections.version, order, onlyWrong, now]);

  const leftOut = subscriptions.leftOut();
  const place = rows.findIndex((row) => row.type === 'channel' && keyOf(row.subscription) === chosen);
  const row = rows[place];
  const shown = row?.type === 'channel' ? row.subscription : undefined;
  const seen = useScrolledRows(rows.length, ROW_HEIGHT, HEADER_HEIGHT, chosen, place);

  function sort({ name, most = false }: Column) {
    setOrder({ column: name, descending: order.column === name ? !order.descending : most });
  }
  function onKeyDown(event: KeyboardEvent) {
    // A button within has keys of its own.
    if (event.target !== event.currentTarget) return;
    const next = rowAfterKey(event.key, channels.indexOf(place), channels.length, seen.page);
    const target = next === undefined ? undefined : rows[channels[next] ?? -1];
    if (target?.type === 'channel') setChosen(keyOf(target.subscription));
    else if (event.key === 'Enter' && shown) pane.current?.focus();
    else if (event.key === 'Escape' && shown) setChosen(undefined);
    else return;
    event.preventDefault();
  }
  function close() {
    setChosen(undefined);
    grid.current?.focus();
  }

  const drawn = rows.slice(seen.first, seen.end);
  // As in the list of events: a table that is a grid takes the focus for all of its rows.
  const gridProps = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': 'Subscriptions',
    'aria-rowcount': rows.length + 1,
    'aria-activedescendant': place >= seen.first && place < seen.end ? rowId(place) : undefined,
  } as const;

  return (
    <div class="subs">
      <div class="view-bar">
        <p>
          {counted(count, 'channel')}
          {leftOut > 0 &&
            `, ${leftOut.toLocaleString('en')} more ${leftOut === 1 ? 'channel is' : 'channels are'} not kept`}
          {wrong > 0 && `, ${wrong === 1 ? 'one mismatch' : `${wrong} mismatches`}`}
          {unseen && <span class="soft"> · {unseen}</span>}
          {selected !== undefined && <span class="soft"> · as of now, not as of the selected event</span>}
        </p>
        {(wrong > 0 || onlyWrong) && (
          <button type="button" class="chip" aria-pressed={onlyWrong} onClick={() => setOnlyWrong(!onlyWrong)}>
            <Icon name="warning" /> Only mismatches
          </button>
        )}
      </div>
      <div class="list-box" ref={seen.box} onScroll={seen.onScroll}>
        <table
          class={Object.keys(columnWidths).length > 0 ? 'grid resized' : 'grid'}
          style={widthProperties(columnWidths)}
          ref={(element) => {
            grid.current = element;
            assignRef(focus, element);
          }}
          {...gridProps}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr class="row" aria-rowindex={1}>
              {COLUMNS.map((column) => (
                <ColumnHead
                  key={column.name}
                  column={column}
                  sorted={order.column !== column.name ? undefined : order.descending ? 'descending' : 'ascending'}
                  width={columnWidths[column.name]}
                  onSort={() => sort(column)}
                  onWidth={(width) => onColumnWidths(widthsWith(columnWidths, column, width))}
                />
              ))}
            </tr>
          </thead>
          <tbody style={{ height: `${seen.spacer}px`, paddingTop: `${seen.offset}px` }}>
            {drawn.map((row, k) => {
              const n = seen.first + k;
              if (row.type === 'client')
                return (
                  <tr key={`${row.client.load} ${row.client.name}`} class="row band" aria-rowindex={n + 2}>
                    <ClientCell client={row.client} />
                  </tr>
                );
              const { subscription } = row;
              const key = keyOf(subscription);
              const onMouseDown = (event: MouseEvent) => event.button === 0 && setChosen(key);
              if (row.type === 'wrong')
                return (
                  <tr key={`${key} ${row.text}`} class="row wrong" aria-rowindex={n + 2} onMouseDown={onMouseDown}>
                    <td colSpan={COLUMNS.length} title={row.text}>
                      <Icon name="warning" /> {row.text}
                    </td>
                  </tr>
                );
              return (
                <tr
                  key={key}
                  id={rowId(n)}
                  class="row"
                  aria-rowindex={n + 2}
                  aria-selected={n === place}
                  aria-description={row.wrong.join(' ') || undefined}
                  onMouseDown={onMouseDown}
                >
                  <SubscriptionCells session={session} subscription={subscription} now={now} onSelect={onSelect} />
                </tr>
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && trace.end > trace.first && (
          <Empty session={session} filtered={count > 0} onAll={() => setOnlyWrong(false)} />
        )}
      </div>
      {shown && (
        <SubscriptionDetail
          session={session}
          subscription={shown}
          place={placeOf(shown.load)}
          now={now}
          pane={pane}
          onSelect={onSelect}
          onClose={close}
        />
      )}
    </div>
  );
}

function Empty({ session, filtered, onAll }: { session: Session; filtered: boolean; onAll(): void }) {
  if (filtered)
    return (
      <Nothing title="No mismatch seen" text="On every channel that was seen, application, client and server agree.">
        <button type="button" class="action" onClick={onAll}>
          Show all channels
        </button>
      </Nothing>
    );
  return (
    <Nothing
      title="No subscription yet"
      text={
        session.status().opened
          ? 'The recording has none.'
          : 'A row appears when a Bayeux client of this page subscribes to a channel, or a message comes on one. To see what was before, reload the page.'
      }
    >
      <Unseen session={session} />
    </Nothing>
  );
}
