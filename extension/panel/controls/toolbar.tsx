import { Icon, type IconName } from './icon.tsx';

export interface ToolbarProps {
  recording: boolean;
  /** Is there a page to switch? */
  connected: boolean;
  /** Is there anything to clear? */
  empty: boolean;
  following: boolean;
  preserveLog: boolean;
  onRecord(on: boolean): void;
  onClear(): void;
  onFollow(on: boolean): void;
  onPreserveLog(on: boolean): void;
}

/** Record, clear, follow, preserve log: the same order and shapes as in the browser's own Network panel. */
export function Toolbar({
  recording,
  connected,
  empty,
  following,
  preserveLog,
  onRecord,
  onClear,
  onFollow,
  onPreserveLog,
}: ToolbarProps) {
  return (
    <div class="toolbar" role="toolbar" aria-label="Recording" aria-orientation="horizontal">
      <Tool
        icon="record"
        label={recording ? 'Pause recording' : 'Record'}
        shortcut="R"
        pressed={recording}
        disabled={!connected}
        onClick={() => onRecord(!recording)}
      />
      <Tool icon="clear" label="Clear" shortcut="Ctrl+L" disabled={empty} onClick={onClear} />
      <Tool
        icon="follow"
        label="Follow the newest event"
        shortcut="F"
        pressed={following}
        onClick={() => onFollow(!following)}
      />
      <label class="check" title="Keep the events of a page when it navigates or reloads">
        <input type="checkbox" checked={preserveLog} onChange={(event) => onPreserveLog(event.currentTarget.checked)} />
        Preserve log
      </label>
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  /** The key that does the same: `R`, `Ctrl+L`. */
  shortcut?: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick(): void;
}

/** A button with a picture; its name is read aloud and shown on hover. */
export function Tool({ icon, label, shortcut, pressed, disabled = false, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={shortcut ? `${label} ( ${shortcut} )` : label}
      aria-keyshortcuts={shortcut?.replace('Ctrl', 'Control')}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
