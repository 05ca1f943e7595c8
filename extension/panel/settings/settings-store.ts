import { type ReadonlySignal, signal } from '@preact/signals';
import { readSettings, type Settings } from '../../core/settings.ts';
import type { Stored } from './storage.ts';

const KEY = 'livecollection:settings';

interface Store {
  storage: Pick<Stored, 'getItem' | 'setItem'>;
  blocked: boolean;
}

/** The settings now, and how to change them: what was changed is there again when the panel is next opened. */
export interface SettingsStore {
  readonly current: ReadonlySignal<Settings>;
  change(changed: Partial<Settings>): void;
  /** Nothing can be stored: they hold for as long as the panel is open. */
  readonly blocked: boolean;
}

export function createSettingsStore({ storage, blocked }: Store): SettingsStore {
  const current = signal(readSettings(storage.getItem(KEY)));
  return {
    current,
    blocked,
    change(changed) {
      current.value = { ...current.value, ...changed };
      try {
        storage.setItem(KEY, JSON.stringify(current.value));
      } catch {
        // No room, or no right to store: the settings hold for as long as the panel is open.
      }
    },
  };
}
