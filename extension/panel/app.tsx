import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Command } from '../core/protocol/commands.ts';
import { asText, complete } from '../core/query/complete.ts';
import { nearQueries } from '../core/query/near-queries.ts';
import { seenValues } from '../core/query/seen-values.ts';
import type { Clock } from '../core/recording/replay.ts';
import type { Session } from '../core/session.ts';
import { DETAIL_SHARES } from '../core/settings.ts';
import { type Shortcut, useShortcuts } from './controls/shortcuts.ts';
import { Splitter } from './controls/splitter.tsx';
import { Tool, Toolbar } from './controls/toolbar.tsx';
import { useMediaQuery } from './controls/use-media-query.ts';
import type { OpenSource } from './detail/open-source.ts';
import { onSearch, type Search } from './filter/devtools-search.ts';
import { FilterField } from './filter/filter-field.tsx';
import { useFilter } from './filter/use-filter.ts';
import { useUrgent } from './findings/use-urgent.ts';
import { detail } from './lazy-views.ts';
import type { Captures } from './page-status/capture.ts';
import type { PageConnection } from './page-status/connection.ts';
import { EmptyState } from './page-status/empty-state.tsx';
import { isQuiet } from './page-status/has-only-page-events.ts';
import { LateNotice } from './page-status/late-notice.tsx';
import type { PageAccess } from './page-status/page-access.ts';
import { StatusLine } from './page-status/status-line.tsx';
import { Unseen } from './page-status/unseen.tsx';
import { FileTools } from './recording/file-tools.tsx';
import { LoadingBar } from './recording/loading-bar.tsx';
import { ReplayBar } from './recording/replay-bar.tsx';
import { useExport } from './recording/use-export.ts';
import { useFileDrop } from './recording/use-file-drop.ts';
import { useReplay } from './recording/use-replay.ts';
import { KeySheet } from './settings/key-sheet.tsx';
import { SettingsSheet } from './settings/settings-sheet.tsx';
import type { SettingsStore } from './settings/settings-store.ts';
import type { PanelView } from './view.ts';
import { tabId, ViewTabs } from './view-tabs.tsx';

export interface AppProps {
  session: Session;
  /** Rises when the session has changed; see `sessionChanges`. */
  changes: ReadonlySignal<number>;
  connection: ReadonlySignal<PageConnection>;
  /** Why it is refused, in the browser's words. */
  refusal: ReadonlySignal<string>;
  /** Absent where there is no page: a recording is read. */
  access?: PageAccess;
  captures?: Captures;
  settings: SettingsStore;
  /** The views to offer, one at least. */
  views: readonly [PanelView, ...PanelView[]];
  clock: Clock;
  /** The browser's name and version, for recordings. */
  browser: string;
  /** A recording to open without being asked. */
  file?: File | undefined;
  send(command: Command): void;
  onSave(name: string, file: Blob): void;
  onCopy(text: string): Promise<boolean>;
  /** Another recording is open, or none any more. */
  onOpened?(name: string | undefined): void;
  /** Shows a place of a script in the browser's debugger; absent where that cannot be had. */
  onOpenSource?: OpenSource | undefined;
}

/** Below this width the details stand under the list, unless that leaves neither of them any height. */
const STACKED = '(max-width: 820px) and (min-height: 400px), (max-width: 560px)';
const VIEW_PANEL = 'view';

/**
 * The panel. What it shows is the session's, what the user chose for good the settings'; its own are only the selection,
 * the filter's text, whether it follows, and which sheet is open.
 */
export function App(props: AppProps) {
  const {
    session,
    changes,
    connection,
    refusal,
    access,
    captures,
    settings,
    views,
    clock,
    browser,
    file,
    send,
    onSave,
    onCopy,
    onOpened,
    onOpenSource,
  } = props;
  const chosen = settings.current.value;
  const [selected, setSelected] = useState<number>();
  const [following, setFollowing] = useState(true);
  const [sheet, setSheet] = useState<'keys' | 'settings'>();
  const [storageSaid, setStorageSaid] = useState(false);
  const [dismissed, setDismissed] = useState<string>();
  const stacked = useMediaQuery(STACKED);
  const filter = useFilter(session, chosen.filterMode);
  const filterField = useRef<HTMLInputElement>(null);
  const focus = useRef<HTMLElement>(null);
  const pane = useRef<HTMLElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const replay = useReplay({ session, clock, send, onOpen: () => setSelected(undefined), onBegin: forget });
  const { writing, save } = useExport(onSave);
  const dropping = useFileDrop((dropped) => void replay.openFile(dropped));
  useEffect(() => {
    if (file) void replay.openFile(file);
  }, [file]);
  const opened = replay.open?.name;
  useEffect(() => onOpened?.(opened), [opened]);

  const { trace, rows } = session;
  const urgent = useUrgent(session, chosen.muted, selected !== undefined);
  const wanted = urgent.isOpen ? 'findings' : chosen.view;
  const view = views.find(({ name }) => name === wanted) ?? views[0];
  const status = session.status();
  const connected = connection.value === 'connected';
  const events = trace.end - trace.first;
  const capture = captures?.current();

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
  function select(index: number | undefined) {
    setSelected(index);
    if (index !== undefined) setFollowing(false);
  }
  function close() {
    setSelected(undefined);
    focus.current?.focus();
  }
  function show({ name }: Pick<PanelView, 'name'>) {
    urgent.leave();
    settings.change({ view: name });
  }
  /** To the next or previous row that matches, from the selected one, and around the ends. */
  function step(by: 1 | -1) {
    const { matches } = rows;
    const before = selected === undefined ? 0 : matches.before(selected);
    const isOne = selected !== undefined && matches.has(selected);
    const next = by === -1 ? before - 1 : before + (isOne ? 1 : 0);
    const index = matches.at((next + matches.length) % matches.length);
    if (index !== undefined) select(index);
  }
  /** A dialog says only later that it was closed: another may be open by then. */
  function closeSheet(closed: typeof sheet) {
    setSheet((open) => (open === closed ? undefined : open));
  }
  function find() {
    filterField.current?.focus();
    filterField.current?.select();
  }

  const shortcuts: Shortcut[] = [
    { key: '/', label: 'Filter', run: find },
    { key: 'f', ctrl: true, label: 'Filter', run: find },
    { key: 'n', label: 'Next match', run: () => step(1) },
    { key: 'N', label: 'Previous match', run: () => step(-1) },
    { key: 'r', label: 'Record or pause', run: () => connected && record(!status.recording) },
    { key: 'l', ctrl: true, label: 'Clear', run: clear },
    { key: 'f', label: 'Follow the newest event', run: () => setFollowing(!following) },
    ...views.map((one, n) => ({ key: `${n + 1}`, label: `${one.label}: ${one.hint}`, run: () => show(one) })),
    { key: ',', label: 'Settings', run: () => setSheet('settings') },
    { key: '?', label: 'These keys', run: () => setSheet('keys') },
  ];
  useShortcuts(shortcuts);
  const search = useRef<(asked: Search) => void>(() => {});
  search.current = (asked) => {
    if (asked.is === 'step') step(asked.by);
    else filter.change(asked.is === 'end' ? '' : asText(asked.query));
  };
  useEffect(() => onSearch(window, (asked) => search.current(asked)), []);

  return (
    <div class={dropping ? 'app dropping' : 'app'}>
      <h1 class="visually-hidden">LiveCollection</h1>
      <div class="bar">
        <Toolbar
          recording={status.recording}
          connected={connected}
          empty={events === 0}
          following={following}
          preserveLog={chosen.preserveLog}
          onRecord={record}
          onClear={clear}
          onFollow={setFollowing}
          onPreserveLog={(preserveLog) => settings.change({ preserveLog })}
        />
        <StatusLine
          connection={connection.value}
          events={events}
          {...status}
          errors={captures?.errors() ?? 0}
          lastError={captures?.lastError() ?? ''}
        />
        <FileTools
          exportable={events > 0 && !writing}
          files={files}
          onExport={() => void save(trace, status.url, browser)}
          onImport={(chosen) => void replay.openFile(chosen)}
        />
        <div class="tools">
          <Tool icon="settings" label="Settings" shortcut="," onClick={() => setSheet('settings')} />
          <Tool icon="keys" label="Keys" shortcut="?" onClick={() => setSheet('keys')} />
        </div>
      </div>
      <div class="bar">
        <ViewTabs
          session={session}
          muted={chosen.muted}
          views={views}
          current={view}
          controls={VIEW_PANEL}
          onChange={show}
        />
        <FilterField
          query={filter.query}
          error={filter.error}
          progress={session.filterProgress()}
          mode={chosen.filterMode}
          saved={chosen.savedFilters}
          matches={rows.matches.length}
          place={selected !== undefined && rows.matches.has(selected) ? rows.matches.before(selected) + 1 : undefined}
          events={events}
          field={filterField}
          complete={(query, caret) => complete(query, caret, (field) => seenValues(trace, field))}
          onQuery={filter.change}
          onMode={(filterMode) => settings.change({ filterMode })}
          onSaved={(savedFilters) => settings.change({ savedFilters })}
          onCancel={filter.cancel}
          onStep={step}
          onLeave={() => focus.current?.focus()}
        />
      </div>
      {access && connected && capture?.late && dismissed !== status.load && (
        <LateNotice capture={capture} onReload={access.reload} onDismiss={() => setDismissed(status.load)} />
      )}
      {settings.blocked && !storageSaid && (
        <div class="bar notice" role="status">
          The browser stores nothing for this extension (site data is blocked): settings hold until DevTools closes.
          <Tool icon="close" label="Dismiss" onClick={() => setStorageSaid(true)} />
        </div>
      )}
      {replay.loading && <LoadingBar doing="Reading" {...replay.loading} />}
      {writing && <LoadingBar doing="Writing" {...writing} />}
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
            obstacle={replay.obstacle}
            over={replay.over}
            readOnly={connection.value === 'detached'}
            onPlay={replay.play}
            onStep={replay.step}
            onClose={replay.close}
          />
        </div>
      )}
      {/* With a key: a bar that appears above would else be made of this one, and the views begin again. */}
      <div key="panes" class={stacked ? 'panes stacked' : 'panes'} style={{ '--share': `${chosen.detailShare}%` }}>
        <div id={VIEW_PANEL} class="view" role="tabpanel" aria-labelledby={tabId(view)}>
          <view.component
            session={session}
            version={changes.value}
            selected={selected}
            following={following}
            focus={focus}
            columnWidths={chosen.columnWidths}
            muted={chosen.muted}
            onSelect={select}
            onFollow={setFollowing}
            onColumnWidths={(columnWidths) => settings.change({ columnWidths })}
            onMuted={(muted) => settings.change({ muted })}
            onShow={(name) => show({ name })}
            onCopy={onCopy}
            onOpen={() => pane.current?.focus()}
          />
          {(events === 0 || (!view.unfiltered && (rows.length === 0 || (connected && isQuiet(session))))) && (
            <EmptyState
              connection={connection.value}
              refusal={refusal.value}
              site={access?.site.value ?? ''}
              url={access?.url.value ?? ''}
              closedFrames={access?.closedFrames.value ?? []}
              openFrames={access?.openFrames.value ?? []}
              unseen={<Unseen session={session} />}
              recording={status.recording}
              heard={status.heard || status.opened}
              rejected={status.rejected}
              opened={status.opened}
              events={events}
              query={rows.length === 0 ? filter.holding : ''}
              late={capture?.late ?? false}
              onRecord={() => record(true)}
              near={() => nearQueries(filter.holding, trace, session.ledger, session.changedBy)}
              onClearFilter={() => filter.change('')}
              onFilter={filter.change}
              onChoose={() => files.current?.click()}
              {...(access && { onAllow: access.allow, onPermissions: access.showPermissions, onReload: access.reload })}
            />
          )}
        </div>
        {selected !== undefined && trace.has(selected) && (
          <>
            <Splitter
              label="Size of the details"
              orientation={stacked ? 'horizontal' : 'vertical'}
              value={chosen.detailShare}
              {...DETAIL_SHARES}
              onChange={(detailShare) => settings.change({ detailShare })}
            />
            <detail.Component
              session={session}
              index={selected}
              pane={pane}
              stacks={chosen.stacks}
              onSelect={select}
              onCopy={onCopy}
              onRecordStacks={() => settings.change({ stacks: true })}
              onOpenSource={onOpenSource}
              onClose={close}
            />
          </>
        )}
      </div>
      {sheet === 'keys' && <KeySheet shortcuts={shortcuts} views={views} onClose={() => closeSheet('keys')} />}
      {sheet === 'settings' && (
        <SettingsSheet settings={chosen} onChange={settings.change} onClose={() => closeSheet('settings')} />
      )}
    </div>
  );
}
