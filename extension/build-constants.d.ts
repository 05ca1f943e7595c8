/** What the build puts in the place of these names; see `build.ts`. */

/** Whether `runtime.onConnect` of a panel hears the ports that content scripts open, as Chromium's does. */
declare const PANEL_HEARS_PAGES: boolean;
