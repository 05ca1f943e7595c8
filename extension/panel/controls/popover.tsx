import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export interface PopoverProps {
  icon: IconName;
  label: string;
  /** Called again with every drawing while it is open. */
  children: (close: () => void) => ComponentChildren;
}

/** A button that opens a small window below it; Escape closes it, and so does going elsewhere. */
export function Popover({ icon, label, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  function close() {
    setOpen(false);
    button.current?.focus();
  }
  return (
    <fieldset
      class="popover-place"
      aria-label={label}
      onKeyDown={(event) => {
        if (!open || event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        // Without a target the focus went nowhere, as when what had it was taken away.
        if (to instanceof Node && !event.currentTarget.contains(to)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class="tool tool-small"
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
      </button>
      {open && (
        <>
          {/* A click beside it, where nothing takes the focus. The button and Escape do the same by keyboard. */}
          <div class="popover-ground" aria-hidden="true" onMouseDown={() => setOpen(false)} />
          <div class="popover" role="dialog" aria-label={label}>
            {children(close)}
          </div>
        </>
      )}
    </fieldset>
  );
}
