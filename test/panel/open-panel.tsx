import { signal } from '@preact/signals';
import { fireEvent, render, screen, within } from '@testing-library/preact';
import type { Command } from '../../extension/core/protocol/commands.ts';
import type { Clock } from '../../extension/core/recording/replay.ts';
import { createSession } from '../../extension/core/session.ts';
import { App } from '../../extension/panel/app.tsx';
import type { PageConnection } from '../../extension/panel/page-status/connection.ts';
import { sessionChanges } from '../../extension/panel/session-changes.ts';
import { createSettingsStore } from '../../extension/panel/settings/settings-store.ts';
import type { StorageFound } from '../../extension/panel/settings/storage.ts';
import { views } from '../../extension/panel/views.ts';
import { READER, type Story, sessionOf } from './story.ts';

/**
 * Opens the panel on a session that has heard a story.
 *
 * @param stored where settings are; in memory by default
 * @param filtering lets a filter take long: see `SessionOptions.clock`
 */
export function open(told?: Story, filtering?: Clock, stored?: StorageFound) {
  const session = told ? sessionOf(told, filtering) : createSession({ maxBytes: 1_000_000, reader: READER });
  const commands: Command[] = [];
  const saved: { name: string; file: Blob }[] = [];
  const copied: string[] = [];
  const connection = signal<PageConnection>('connected');
  const kept: string[] = [];
  const settings = createSettingsStore(
    stored ?? {
      storage: { getItem: () => kept.at(-1) ?? null, setItem: (_key, text) => void kept.push(text) },
      blocked: false,
    },
  );
  const timers: { due: number; fn: () => void }[] = [];
  let now = 0;
  const view = render(
    <App
      session={session}
      changes={sessionChanges(session, (draw) => draw())}
      connection={connection}
      refusal={signal('')}
      settings={settings}
      views={views}
      clock={{
        now: () => now,
        after(ms, fn) {
          const timer = { due: now + ms, fn };
          timers.push(timer);
          return () => void timers.splice(timers.indexOf(timer), 1);
        },
      }}
      browser="Test 1.0"
      send={(command) => commands.push(command)}
      onSave={(name, file) => saved.push({ name, file })}
      onCopy={async (text) => copied.push(text) > 0}
    />,
  );
  const grid = screen.getByRole('grid', { name: 'Events' });
  const rows = () => within(grid).getAllByRole('row').slice(1);
  const rowWith = (text: string) => {
    const found = rows().find((row) => row.textContent?.includes(text));
    if (!found)
      throw new Error(
        `no row with ${text} among\n${rows()
          .map((row) => row.textContent)
          .join('\n')}`,
      );
    return found;
  };
  const importFile = (name: string, text: string) =>
    fireEvent.change(screen.getByLabelText('Recording to import'), { target: { files: [new File([text], name)] } });
  const passTime = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ due }) => due <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.fn();
    }
  };
  return {
    ...view,
    session,
    settings,
    stored: () => kept.at(-1),
    connection,
    commands,
    saved,
    copied,
    grid,
    rows,
    rowWith,
    importFile,
    passTime,
  };
}
