import { computed, effect } from '@preact/signals';
import type { Command } from '../../core/protocol/commands.ts';
import type { Session } from '../../core/session.ts';
import type { SettingsStore } from './settings-store.ts';

const KB = 1024;

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
  const eventLimit = computed(() => current.value.eventLimit);
  const unrecorded = computed(() => current.value.unrecorded);
  const undos = [
    effect(() => session.setPreserve(preserveLog.value)),
    effect(() => send({ type: 'stacks', on: stacks.value })),
    effect(() => send({ type: 'bound', bytes: eventLimit.value * KB })),
    effect(() => send({ type: 'without', entries: unrecorded.value })),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/**
 * What a document is told down a fresh line: where to go on from, and how.
 * @param isPlaying this panel plays a recording into the page; else nobody does any more, and the page is let go
 */
export function greeting({ current }: SettingsStore, session: Pick<Session, 'hello'>, isPlaying: boolean): Command[] {
  const { stacks, eventLimit, unrecorded } = current.value;
  // The bound and what is left out come before the hello: what is told in answer to the hello is written by then.
  return [
    ...(isPlaying ? [] : [{ type: 'stage/end' } as const]),
    { type: 'bound', bytes: eventLimit * KB },
    { type: 'without', entries: unrecorded },
    session.hello(),
    { type: 'stacks', on: stacks },
  ];
}
