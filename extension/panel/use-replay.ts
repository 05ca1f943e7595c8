import { useEffect, useState } from 'preact/hooks';
import type { Command } from '../core/protocol.ts';
import { type Recording, read } from '../core/recording.ts';
import { type Clock, createReplay, type Replay } from '../core/replay.ts';
import { readFile } from './recording-file.ts';

export interface ReplayOwner {
  clock: Clock;
  send(command: Command): void;
  /** A recording was opened, and is to be read. */
  onOpen(recording: Recording): void;
  /** The page is about to play it from the beginning. */
  onBegin(): void;
}

/** The recording that is open for replay, if one is, and why the last file could not be opened. */
export function useReplay({ clock, send, onOpen, onBegin }: ReplayOwner) {
  const [open, setOpen] = useState<{ name: string; replay: Replay }>();
  const [error, setError] = useState('');
  const [, redraw] = useState(0);
  const replay = open?.replay;

  useEffect(() => replay?.subscribe(() => redraw((n) => n + 1)), [replay]);

  /** Opens a file, paused. A broken one leaves what was open as it is. */
  async function openFile(file: File): Promise<void> {
    const found = await readFile(file);
    const parsed = found.ok ? read(found.text) : found;
    if (!parsed.ok) {
      setError(parsed.error);
      return;
    }
    setError('');
    replay?.stop();
    setOpen({ name: file.name, replay: createReplay({ recording: parsed.recording, clock, sink: send }) });
    onOpen(parsed.recording);
  }

  function act(move: (replay: Replay) => void): void {
    if (!replay) return;
    if (replay.position === 0) onBegin();
    move(replay);
  }

  return {
    open,
    error,
    openFile,
    dismissError: () => setError(''),
    play: () => act((it) => it.play()),
    step: () => act((it) => it.step()),
    /** The page's collections go back to the network. */
    close() {
      replay?.stop();
      setOpen(undefined);
    },
  };
}
