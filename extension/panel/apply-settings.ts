import { computed, effect } from '@preact/signals';
import type { Command } from '../core/protocol.ts';
import type { Session } from '../core/session.ts';
import type { SettingsStore } from './settings-store.ts';

/**
 * Keeps the session and the page as the settings say, now and after every change.
 * @param send tells every document that can be spoken to; those that come later are told by `greeting`
 * @returns the undo
 */
export function applySettings(
  { current }: SettingsStore,
  session: Pick<Session, 'setPreserve'>,
  send: (command: Command) => void,
): () => void {
  const preserveLog = computed(() => current.value.preserveLog);
  const stacks = computed(() => current.value.stacks);
  const undos = [
    effect(() => session.setPreserve(preserveLog.value)),
    effect(() => send({ type: 'stacks', on: stacks.value })),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** What a document is told down a fresh line: where to go on from, and how. */
export function greeting({ current }: SettingsStore, session: Pick<Session, 'hello'>): Command[] {
  return [session.hello(), { type: 'stacks', on: current.value.stacks }];
}
