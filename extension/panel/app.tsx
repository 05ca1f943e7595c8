import type { ReadonlySignal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Command } from '../core/protocol.ts';
import { write } from '../core/recording.ts';
import type { Clock } from '../core/replay.ts';
import type { Session } from '../core/session.ts';
import type { Connection } from './connection.ts';
import { EmptyState } from './empty-state.tsx';
import { EventDetail } from './event-detail.tsx';
import { EventList } from './event-list.tsx';
import { FilterField } from './filter-field.tsx';
import { readDetail } from './read-detail.ts';
import { readRow } from './read-row.ts';
import { recordingName } from './recording-file.ts';
import { ReplayBar } from './replay-bar.tsx';
import type { RowView } from './row-view.ts';
import { Splitter } from './splitter.tsx';
import { StatusLine } from './status-line.tsx';
import { Tool, Toolbar } from './toolbar.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useFindKey } from './use-find-key.ts';
import { useMediaQuery } from './use-media-query.ts';
import { useReplay } from './use-replay.ts';

export interface AppProps {
  session: Session;
  /** Rises when the session has changed; see `sessionChanges`. */
  changes: ReadonlySignal<number>;
  connection: ReadonlySignal<Connection>;
  /** Why it is refused, in the browser's words. */
  refusal: ReadonlySignal<string>;
  clock: Clock;
  /** The browser's name and version, for recordings. */
  browser: string;
  send(command: Command): void;
  onSave(name: string, text: string): void;
  onCopy(text: string): Promise<boolean>;
}

/** Below this width the details stand under the list. */
const STACKED = '(max-width: 820px)';

/** The panel. What it shows is the session's; its own are only the selection, the filter's text and the split. */
export function App({ session, changes, connection, refusal, clock, browser, send, onSave, onCopy }: AppProps) {
  void changes.value; // subscribes this component
  const [selected, setSelected] = useState<number>();
  const [query, setQuery] = useState('');
  const [share, setShare] = useState(36);
  const stacked = useMediaQuery(STACKED);
  const filterField = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const pane = useRef<HTMLElement>(null);
  const replay = useReplay({
    clock,
    send,
    onOpen({ events }) {
      setSelected(undefined);
      session.open(events);
    },
    onBegin: forget,
  });
  const dropping = useFileDrop((file) => void replay.openFile(file));
  useFindKey(filterField);

  const { trace, rows } = session;
  const status = session.status();
  const connected = connection.value === 'connected';
  const events = trace.end - trace.first;
  const detail = selected === undefined ? undefined : readDetail(session, selected);
  const causes = new Set(detail?.related.filter(({ role }) => role !== 'subscription').map(({ index }) => index));

  function filter(next: string) {
    setQuery(next);
    session.setFilter(next);
  }
  function record(on: boolean) {
    send({ type: 'record', on });
  }
  function forget() {
    setSelected(undefined);
    session.clear();
  }
  function clear() {
    forget();
    send({ type: 'describe' });
  }
  function save() {
    const now = new Date();
    const meta = { createdAt: now.toISOString(), page: status.url, browser };
    onSave(recordingName(status.url, now), write(trace, meta));
  }
  function close() {
    setSelected(undefined);
    grid.current?.focus();
  }
  function relation(row: RowView) {
    if (!detail || row.index === detail.index) return undefined;
    if (causes.has(row.index)) return 'cause';
    return row.id !== '' && row.id === trace.modelId(detail.index) ? 'same' : undefined;
  }

  return (
    <div class={dropping ? 'app dropping' : 'app'}>
      <h1 class="visually-hidden">LiveCollection</h1>
      <div class="bar">
        <Toolbar
          recording={status.recording}
          connected={connected}
          empty={events === 0}
          onRecord={record}
          onClear={clear}
          onExport={save}
          onImport={(file) => void replay.openFile(file)}
        >
          <FilterField
            query={query}
            shown={rows.length}
            events={events}
            field={filterField}
            onQuery={filter}
            onLeave={() => grid.current?.focus()}
          />
        </Toolbar>
        <StatusLine connection={connection.value} events={events} {...status} />
      </div>
      {replay.error && (
        <div class="bar replay-error" role="alert">
          {replay.error}
          <Tool icon="close" label="Dismiss" onClick={replay.dismissError} />
        </div>
      )}
      {replay.open && (
        <div class="bar">
          <ReplayBar
            name={replay.open.name}
            replay={replay.open.replay}
            connected={connected}
            onPlay={replay.play}
            onStep={replay.step}
            onClose={replay.close}
          />
        </div>
      )}
      <div class={stacked ? 'panes stacked' : 'panes'} style={{ '--share': `${share}%` }}>
        <EventList
          rows={rows}
          selected={detail?.index}
          read={(index) => readRow(session, index)}
          relation={relation}
          grid={grid}
          onSelect={setSelected}
          onOpen={() => pane.current?.focus()}
        >
          {rows.length === 0 && (
            <EmptyState
              connection={connection.value}
              refusal={refusal.value}
              recording={status.recording}
              events={events}
              query={query}
              onRecord={() => record(true)}
              onClearFilter={() => filter('')}
            />
          )}
        </EventList>
        {detail && (
          <>
            <Splitter
              label="Size of the details"
              orientation={stacked ? 'horizontal' : 'vertical'}
              value={share}
              min={15}
              max={80}
              onChange={setShare}
            />
            <EventDetail detail={detail} pane={pane} onSelect={setSelected} onCopy={onCopy} onClose={close} />
          </>
        )}
      </div>
    </div>
  );
}
