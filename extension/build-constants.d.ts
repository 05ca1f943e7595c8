/** What the build puts in the place of these names; see `build.ts`. */

/** Whether a panel has `tabs.connect`, and so reaches content scripts itself, as Chromium's does. */
declare const PANEL_REACHES_PAGES: boolean;
