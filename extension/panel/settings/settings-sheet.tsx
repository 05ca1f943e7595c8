import { EVENT_LIMITS, MEMORY_LIMITS, type Settings } from '../../core/settings.ts';
import { LEAVABLE, readUnrecorded } from '../../core/unrecorded.ts';
import { Sheet } from '../controls/sheet.tsx';

export interface SettingsSheetProps {
  settings: Settings;
  onChange(changed: Partial<Settings>): void;
  onClose(): void;
}

/** What the user can choose, beside what the toolbar has. */
export function SettingsSheet({ settings, onChange, onClose }: SettingsSheetProps) {
  return (
    <Sheet title="Settings" onClose={onClose}>
      <div class="settings">
        <label class="switch">
          <input
            type="checkbox"
            checked={settings.preserveLog}
            onChange={(event) => onChange({ preserveLog: event.currentTarget.checked })}
          />
          <span>Preserve log</span>
          <small>Keep the events of a page when it navigates or reloads.</small>
        </label>
        <label class="switch">
          <input
            type="checkbox"
            checked={settings.stacks}
            onChange={(event) => onChange({ stacks: event.currentTarget.checked })}
          />
          <span>Record call stacks</span>
          <small>Where requests and subscriptions were called from. Slows the page while on.</small>
        </label>
        <label>
          <span>Not recorded</span>
          <input
            type="text"
            class="unrecorded"
            value={settings.unrecorded.join(', ')}
            placeholder="http, /chat/**"
            spellcheck={false}
            onChange={(event) => {
              const unrecorded = readUnrecorded(event.currentTarget.value);
              event.currentTarget.value = unrecorded.join(', ');
              onChange({ unrecorded });
            }}
          />
          <small>
            Layers ({LEAVABLE.join(', ')}) and channels, which may end in * or **. No message, request, decision or
            change of them leaves the page; subscriptions are still seen.
          </small>
        </label>
        <label>
          <span>Memory for events, in MB</span>
          <input
            type="number"
            min={MEMORY_LIMITS.min}
            max={MEMORY_LIMITS.max}
            step={16}
            value={settings.memoryLimit}
            onChange={(event) => {
              if (event.currentTarget.checkValidity() && event.currentTarget.value !== '')
                onChange({ memoryLimit: event.currentTarget.valueAsNumber });
            }}
          />
          <small>When it is full, the oldest events are dropped. Takes effect when the panel is next opened.</small>
        </label>
        <label>
          <span>Largest event, in KB</span>
          <input
            type="number"
            min={EVENT_LIMITS.min}
            max={EVENT_LIMITS.max}
            step={16}
            value={settings.eventLimit}
            onChange={(event) => {
              if (event.currentTarget.checkValidity() && event.currentTarget.value !== '')
                onChange({ eventLimit: event.currentTarget.valueAsNumber });
            }}
          />
          <small>
            In a larger one, long texts are shortened. The whole text is asked of the page when you open it.
          </small>
        </label>
      </div>
    </Sheet>
  );
}
