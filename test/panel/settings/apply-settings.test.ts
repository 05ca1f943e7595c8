import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../extension/core/protocol/commands.ts';
import { DEFAULT_SETTINGS } from '../../../extension/core/settings.ts';
import { applySettings, greeting } from '../../../extension/panel/settings/apply-settings.ts';

function settled() {
  const current = signal(DEFAULT_SETTINGS);
  const told: (Command | boolean)[] = [];
  const change = (changed: Partial<typeof DEFAULT_SETTINGS>) => {
    current.value = { ...current.value, ...changed };
  };
  const store = { current, change, blocked: false };
  const undo = applySettings(store, { setPreserve: (on) => told.push(on) }, (command) => told.push(command));
  return { store, told, change, undo };
}

describe('settings that are applied', () => {
  it('reach the session and the page at once, and again when they change, and not when others do', () => {
    const { told, change, undo } = settled();
    expect(told.splice(0)).toEqual([
      false,
      { type: 'stacks', on: false },
      { type: 'bound', bytes: 64 * 1024 },
      { type: 'without', entries: [] },
    ]);
    change({ view: 'lanes' });
    expect(told).toEqual([]);
    change({ preserveLog: true });
    change({ stacks: true });
    change({ eventLimit: 128 });
    change({ unrecorded: ['http'] });
    expect(told.splice(0)).toEqual([
      true,
      { type: 'stacks', on: true },
      { type: 'bound', bytes: 128 * 1024 },
      { type: 'without', entries: ['http'] },
    ]);
    undo();
    change({ stacks: false });
    expect(told).toEqual([]);
  });

  it('reach a document that comes later with the first words to it', () => {
    const { store, change } = settled();
    const hello: Command = { type: 'hello', reader: 'a', positions: {} };
    change({ stacks: true });
    expect(greeting(store, { hello: () => hello }, true)).toEqual([
      { type: 'bound', bytes: 64 * 1024 },
      { type: 'without', entries: [] },
      hello,
      { type: 'stacks', on: true },
    ]);
  });

  it('let go of a page that a panel before this one played a recording into', () => {
    const { store } = settled();
    const hello: Command = { type: 'hello', reader: 'a', positions: {} };
    expect(greeting(store, { hello: () => hello }, false)[0]).toEqual({ type: 'stage/end' });
  });
});
