import { useState } from 'preact/hooks';
import type { RecordingMeta } from '../../core/recording/recording.ts';
import type { Trace } from '../../core/trace/trace.ts';
import type { Loading } from './loading-bar.tsx';
import { recordingName } from './recording-file.ts';
import { writeInPieces } from './write-in-pieces.ts';

/** Saves a session as a file; one that is being written, if there is one, as the bar shows it. */
export function useExport(onSave: (name: string, file: Blob) => void) {
  const [writing, setWriting] = useState<Loading>();

  async function save(trace: Trace, page: string, browser: string): Promise<void> {
    const now = new Date();
    const name = recordingName(page, now);
    const stop = new AbortController();
    const meta: RecordingMeta = { createdAt: now.toISOString(), page, browser };
    const file = await writeInPieces(trace, meta, {
      signal: stop.signal,
      onProgress: (share) => setWriting({ name, share, cancel: () => stop.abort() }),
    });
    setWriting(undefined);
    if (file) onSave(name, file);
  }

  return { writing, save };
}
