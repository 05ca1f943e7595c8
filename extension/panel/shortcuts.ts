import { useEffect, useRef } from 'preact/hooks';

/** A key of the whole panel, and what it does: both what the key does and what the sheet of keys says. */
export interface Shortcut {
  /** `event.key`. One that is a letter or a sign stays one where text is typed. */
  key: string;
  /** With Ctrl, or ⌘ on a Mac. */
  ctrl?: boolean;
  label: string;
  run(): void;
}

/** Keys that belong to one element, which handles them itself: the sheet lists them too. */
export const ELEMENT_KEYS: readonly { where: string; keys: readonly { keys: string; label: string }[] }[] = [
  {
    where: 'In the list',
    keys: [
      { keys: '↑ ↓', label: 'One row up or down' },
      { keys: 'Page Up / Down', label: 'One screen' },
      { keys: 'Home / End', label: 'The first or the last row' },
      { keys: 'Enter', label: 'On to the details' },
      { keys: 'Esc', label: 'Select nothing' },
    ],
  },
  {
    where: 'In the filter',
    keys: [
      { keys: '↑ ↓', label: 'What the word may become' },
      { keys: 'Enter / Tab', label: 'Take it' },
      { keys: 'Esc', label: 'Close the list, then clear the filter' },
    ],
  },
];

/** Runs shortcuts wherever the focus is in the panel. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.altKey || event.defaultPrevented) return;
      const ctrl = event.ctrlKey || event.metaKey;
      const typing = event.target instanceof Element && event.target.matches('input, select, textarea');
      const inSheet = event.target instanceof Element && event.target.closest('dialog') !== null;
      const shortcut = latest.current.find((one) => one.key === event.key && (one.ctrl ?? false) === ctrl);
      if (!shortcut || inSheet || (typing && !ctrl)) return;
      event.preventDefault();
      shortcut.run();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
