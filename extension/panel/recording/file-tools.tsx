import type { RefObject } from 'preact';
import { Tool } from '../controls/toolbar.tsx';

export interface FileToolsProps {
  /** Is there anything to export, and no export on its way? */
  exportable: boolean;
  /** Opens the browser's dialog when clicked. */
  files: RefObject<HTMLInputElement | null>;
  onExport(): void;
  onImport(file: File): void;
}

/** Recordings in and out. */
export function FileTools({ exportable, files, onExport, onImport }: FileToolsProps) {
  return (
    <div class="tools" role="toolbar" aria-label="Recordings">
      <Tool icon="import" label="Import a recording…" onClick={() => files.current?.click()} />
      <Tool icon="export" label="Export a recording…" disabled={!exportable} onClick={onExport} />
      <input
        ref={files}
        class="visually-hidden"
        type="file"
        accept=".json,.gz,application/json,application/gzip"
        aria-label="Recording to import"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = ''; // the same file can be chosen again
          if (file) onImport(file);
        }}
      />
    </div>
  );
}
