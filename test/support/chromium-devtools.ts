import type { Page } from 'puppeteer-core';
import { panelTitle, type Theme } from './browser.ts';
import { waitFor } from './wait-for.ts';

/*
 * DevTools is itself a page, and its modules can be imported inside it. What is used of them:
 * https://source.chromium.org/chromium/chromium/src/+/main:third_party/devtools-frontend/src/front_end/
 * `ui/legacy/{InspectorView,ViewManager,DockController}.ts` and `core/common/Settings.ts`.
 */
const legacy = `import('./ui/legacy/legacy.js')`;

/**
 * Selects our panel. DevTools names an extension's panel `chrome-extension://ID` + title, and registers it a moment after it opened.
 * @returns the extension's origin
 */
export async function showPanel(devtools: Page): Promise<string> {
  const id = await waitFor(`the panel "${panelTitle}" in DevTools`, () =>
    devtools.evaluate(`${legacy}.then(async ({ InspectorView, ViewManager }) => {
      const ids = InspectorView.InspectorView.instance().tabbedPane.tabIds();
      const id = ids.find((id) => id.startsWith('chrome-extension://') && id.endsWith(${JSON.stringify(panelTitle)}));
      if (id) await ViewManager.ViewManager.instance().showView(id);
      return id;
    })`),
  );
  return String(id).slice(0, -panelTitle.length);
}

/** Moves DevTools to a window of its own, so that its size and its visibility do not depend on the page's window. */
export async function dockOut(devtools: Page): Promise<void> {
  await devtools.evaluate(`${legacy}.then(({ DockController }) => {
    DockController.DockController.instance().setDockSide('undocked');
  })`);
}

/** Sets DevTools' appearance setting, as its settings page would. */
export async function setDevtoolsTheme(devtools: Page, theme: Theme): Promise<void> {
  const value = theme === 'dark' ? 'dark' : 'default';
  await devtools.evaluate(`import('./core/common/common.js').then(({ Settings }) => {
    Settings.Settings.instance().moduleSetting('ui-theme').set('${value}');
  })`);
}
