import { writeFile } from 'node:fs/promises';
import type { Evaluate, LaunchOptions, LiveBrowser, Tab, WindowSize } from './browser.ts';
import { asExpression, inWords } from './expression.ts';
import { firefoxExtension } from './firefox-extension.ts';
import { borrowFirefox } from './firefox-loan.ts';
import { openPanel } from './firefox-panel.ts';
import { bare, type FirefoxWindow } from './firefox-window.ts';
import { webDriverKey } from './keys.ts';
import { waitFor } from './wait-for.ts';

/** A Firefox with the extension loaded. Its storage and permissions are new, also where the process is not. */
export async function launchFirefox({
  extension,
  size = { width: 1280, height: 800 },
}: LaunchOptions): Promise<LiveBrowser> {
  const { marionette, windows, end } = await borrowFirefox();
  let id = '';
  try {
    if (extension !== undefined)
      id = String(bare(await marionette.command('Addon:Install', { path: extension, temporary: true })));
  } catch (error) {
    await end();
    throw error;
  }
  return {
    name: 'firefox',
    extension: firefoxExtension(windows, id, (window) => tabOf(window, size)),
    async newPage(url) {
      const window = await windows.open();
      await window.run('WebDriver:SetWindowRect', { ...size });
      await window.run('WebDriver:Navigate', { url });
      return tabOf(window, size);
    },
    close: end,
  };
}

/** Run with Firefox's own privileges: asks the page's process. https://searchfox.org/mozilla-central/source/dom/events/nsIEventListenerService.idl */
const listenersInPage = `
  const name = 'livecollection:listeners';
  const { messageManager } = gBrowser.selectedBrowser;
  return new Promise((resolve) => {
    messageManager.addMessageListener(name, function heard({ data }) {
      messageManager.removeMessageListener(name, heard);
      resolve(data);
    });
    const ask = (name) => sendAsyncMessage(name, [['window', content], ['document', content.document]].flatMap(([target, object]) =>
      Services.els.getListenerInfoFor(object).filter(({ inSystemEventGroup }) => !inSystemEventGroup)
        .map(({ type }) => target + ' ' + type)).sort());
    const source = '(' + ask + ')(' + JSON.stringify(name) + ')';
    messageManager.loadFrameScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(source), false);
  });`;

/** WebDriver's name for an element in JSON. https://www.w3.org/TR/webdriver2/#elements */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** WebDriver refuses to click what is not there, not visible or covered: so each act is tried until it is allowed. */
function tabOf(window: FirefoxWindow, size: WindowSize): Tab {
  const find = async (selector: string) =>
    String(await window.run('WebDriver:FindElement', { using: 'css selector', value: selector }));
  const evaluate: Evaluate = async (code, ...args) =>
    (await window.evaluate(asExpression(code, args))) as Awaited<Promise<never>>;
  const persist = (what: string, act: () => Promise<unknown>) =>
    waitFor(what, async () => {
      await act();
      return true;
    });
  const pointer = async (selector: string, clicks: number) => {
    const origin = { [elementKey]: await find(selector) };
    const click = [
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    const actions = [{ type: 'pointerMove', duration: 0, x: 0, y: 0, origin }, ...Array(clicks).fill(click).flat()];
    await window.run('WebDriver:PerformActions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    });
  };
  return {
    evaluate,
    waitFor: (code, ...args) => waitFor(`${inWords(code, args)} in the page`, () => evaluate(code, ...args)),
    async click(selector, { count = 1 } = {}) {
      await persist(`${selector} to be clicked`, async () => {
        const id = await find(selector);
        if (count === 1) await window.run('WebDriver:ElementClick', { id });
        else await pointer(selector, count);
      });
    },
    async hover(selector) {
      await persist(`the mouse to be over ${selector}`, () => pointer(selector, 0));
    },
    async type(selector, text) {
      await persist(`${selector} to be typed into`, async () => {
        await window.run('WebDriver:ElementSendKeys', { id: await find(selector), text });
      });
    },
    async press(key) {
      const value = webDriverKey(key);
      const actions = [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
      await window.run('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    async screenshot(path) {
      const base64 = await window.run('WebDriver:TakeScreenshot', { full: false });
      await writeFile(path, Buffer.from(String(base64), 'base64'));
    },
    async goto(url) {
      await window.run('WebDriver:Navigate', { url });
    },
    async reload() {
      await window.run('WebDriver:Refresh');
    },
    async back() {
      await window.run('WebDriver:Back');
    },
    listeners: async () => (await window.privileged(listenersInPage)) as string[],
    openDevtools: () => openPanel(window, size),
    async close() {
      await window.run('WebDriver:CloseWindow');
    },
  };
}
