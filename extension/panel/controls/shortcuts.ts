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
export interface ElementKeys {
  /** Completes "In …", "On …". */
  where: string;
  /** `keys` are names as in `event.key`, any of which does it. */
  keys: readonly { keys: readonly string[]; label: string }[];
}

/** Of what every view has around it; its own keys a view names itself. */
export const ELEMENT_KEYS: readonly ElementKeys[] = [
  {
    where: 'In the filter',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], label: 'Choose a completion' },
      { keys: ['Enter', 'Tab'], label: 'Accept the completion' },
      { keys: ['Escape'], label: 'Close the list, then clear the filter' },
    ],
  },
  {
    where: 'On tabs',
    keys: [{ keys: ['ArrowLeft', 'ArrowRight', 'Home', 'End'], label: 'Another view' }],
  },
  {
    where: 'On the bar between panes',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], label: 'Move the splitter' },
      { keys: ['Home', 'End'], label: 'As far as it goes' },
    ],
  },
  {
    where: 'On a heading of the table of subscriptions',
    keys: [
      { keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'], label: 'Make the column narrower or wider' },
      { keys: ['Delete'], label: 'Reset the width' },
    ],
  },
  {
    where: 'In a message as a tree',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown', 'Home', 'End'], label: 'Move between lines' },
      { keys: ['ArrowRight', 'ArrowLeft', 'Enter'], label: 'Open or close the line' },
    ],
  },
  { where: 'In details, sheets and menus', keys: [{ keys: ['Escape'], label: 'Close' }] },
];

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
};

/** A key as it is written on keyboards, by its name as in `event.key`, with `Alt+` or not: an `N` is typed with Shift. */
export function signOf(key: string): string {
  if (key.startsWith('Alt+')) return `Alt ${signOf(key.slice('Alt+'.length))}`;
  if (/^[A-Z]$/.test(key)) return `Shift ${key}`;
  return SIGNS[key] ?? (/^[a-z]$/.test(key) ? key.toUpperCase() : key);
}

/**
 * Runs shortcuts wherever the focus is in the panel, and keeps every key that something here has handled from DevTools:
 * Chromium's extension API listens on the document and forwards Esc, Ctrl+F and others that bubble up to it, also those
 * whose default was prevented (`forwardKeyboardEvent` in
 * https://source.chromium.org/chromium/chromium/src/+/main:third_party/devtools-frontend/src/front_end/models/extensions/ExtensionAPI.ts).
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!event.defaultPrevented) run(event);
      if (event.defaultPrevented) event.stopPropagation();
    }
    function run(event: KeyboardEvent) {
      if (event.altKey) return;
      const ctrl = event.ctrlKey || event.metaKey;
      const typing = event.target instanceof Element && event.target.matches('input, select, textarea');
      const inSheet = event.target instanceof Element && event.target.closest('dialog') !== null;
      const shortcut = latest.current.find((one) => one.key === event.key && (one.ctrl ?? false) === ctrl);
      if (!shortcut || inSheet || (typing && !ctrl)) return;
      event.preventDefault();
      shortcut.run();
    }
    const root = document.documentElement;
    root.addEventListener('keydown', onKeyDown);
    return () => root.removeEventListener('keydown', onKeyDown);
  }, []);
}
