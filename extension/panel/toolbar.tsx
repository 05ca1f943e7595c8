import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export interface ToolbarProps {
  recording: boolean;
  /** Is there a page to switch? */
  connected: boolean;
  /** Is there anything to clear or export? */
  empty: boolean;
  onRecord(on: boolean): void;
  onClear(): void;
  onExport(): void;
  onImport(file: File): void;
  /** The filter field, and whatever else belongs between the buttons and the status. */
  children?: ComponentChildren;
}

/** Record, clear, filter, import, export: the same order and shapes as in the browser's own Network panel. */
export function Toolbar({
  recording,
  connected,
  empty,
  onRecord,
  onClear,
  onExport,
  onImport,
  children,
}: ToolbarProps) {
  const files = useRef<HTMLInputElement>(null);
  return (
    <div class="toolbar" role="toolbar" aria-label="Events" aria-orientation="horizontal">
      <Tool
        icon="record"
        label={recording ? 'Stop recording' : 'Record'}
        pressed={recording}
        disabled={!connected}
        onClick={() => onRecord(!recording)}
      />
      <Tool icon="clear" label="Clear" disabled={empty} onClick={onClear} />
      <span class="toolbar-gap" />
      {children}
      <span class="toolbar-gap" />
      <Tool icon="import" label="Import a recording…" onClick={() => files.current?.click()} />
      <Tool icon="export" label="Export a recording…" disabled={empty} onClick={onExport} />
      <input
        ref={files}
        class="visually-hidden"
        type="file"
        accept=".json,application/json"
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

interface ToolProps {
  icon: IconName;
  label: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick(): void;
}

/** A button with a picture; its name is read aloud and shown on hover. */
export function Tool({ icon, label, pressed, disabled = false, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
