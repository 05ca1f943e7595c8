import type { ExtensionControl } from './extension-control.ts';

/** The browsers every end-to-end test runs in. */
export const browserNames = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof browserNames)[number];

/** DevTools' own theme, as its settings know it. */
export type Theme = 'light' | 'dark';

/** A window's size in CSS pixels. */
export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** What to start. */
export interface LaunchOptions {
  /** The unpacked extension's folder, loaded before the first page opens. Absent: the browser as it comes. */
  readonly extension?: string;
  /** Size of every page's window and of every DevTools window. Default 1280 × 800. */
  readonly size?: WindowSize;
}

/**
 * Runs code in another process and resolves to its result, which must survive JSON.
 * A function is sent as its source text: it sees its arguments and the document there, nothing of the test file.
 * Rejects with what the code threw there.
 */
export type Evaluate = <Args extends readonly unknown[], Result>(
  code: string | ((...args: Args) => Result | Promise<Result>),
  ...args: Args
) => Promise<Result>;

/** A document that a test can look into and act on as a user would: real mouse, real keyboard. */
export interface LiveDocument {
  readonly evaluate: Evaluate;
  /** Asks again until the answer is truthy, and resolves to it; rejects after 20 s, saying what was asked and seen. */
  readonly waitFor: Evaluate;
  /** Clicks the first element that matches, once there is one. `count: 2` is a double click. */
  click(selector: string, options?: { readonly count?: number }): Promise<void>;
  /** Moves the mouse over the first element that matches, once there is one. */
  hover(selector: string): Promise<void>;
  /** Clicks the first element that matches and types text into it, key by key. */
  type(selector: string, text: string): Promise<void>;
  /** Presses and releases a key by its DOM name (`Enter`, `ArrowDown`, `a`) where the focus is. */
  press(key: string): Promise<void>;
  /** Writes a PNG. */
  screenshot(path: string): Promise<void>;
}

/** A page in a window of its own, so that several are visible, and run unthrottled, at once. */
export interface Tab extends LiveDocument {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** One step back in its history. */
  back(): Promise<void>;
  /** What listens on `window` and `document`, the page's own or not: `window pagehide`, sorted. */
  listeners(): Promise<string[]>;
  /** Opens DevTools for this tab only, in a window of its own, and selects the panel titled "LiveCollection". */
  openDevtools(): Promise<PanelHandle>;
  close(): Promise<void>;
}

/** Our panel in a tab's DevTools. Its screenshot shows DevTools around it. */
export interface PanelHandle extends LiveDocument {
  /** Clicks at a place in the first element that matches, in CSS pixels from its top left corner. */
  clickAt(selector: string, x: number, y: number): Promise<void>;
  /**
   * Switches DevTools' theme, for this and every later DevTools of the browser.
   * The colours follow at once; Chromium's `devtools.panels.themeName` is right only in a DevTools opened afterwards.
   */
  setTheme(theme: Theme): Promise<void>;
  /** Closes DevTools; the tab stays. */
  close(): Promise<void>;
}

/** A running browser with the extension loaded and a profile that dies with it. */
export interface LiveBrowser {
  readonly name: BrowserName;
  readonly extension: ExtensionControl;
  /** Opens a URL in a new window; resolves when it has loaded. */
  newPage(url: string): Promise<Tab>;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/** The title under which the extension registers its panel. */
export const panelTitle = 'LiveCollection';
