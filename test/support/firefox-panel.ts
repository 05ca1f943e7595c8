import { writeFile } from 'node:fs/promises';
import { type Evaluate, type PanelHandle, panelTitle, type WindowSize } from './browser.ts';
import { asExpression, inWords } from './expression.ts';
import { keyboard, mouse } from './firefox-panel-input.ts';
import type { FirefoxWindow } from './firefox-window.ts';
import { waitFor } from './wait-for.ts';

/*
 * Firefox's DevTools, called "toolbox", are reached with Firefox's own privileges. What is used of them:
 * https://searchfox.org/mozilla-central/source/devtools/client/framework/ `devtools.js`, `toolbox.js`,
 * and the frame in which an extension's panel lives: browser/components/extensions/parent/ext-devtools-panels.js
 */
const prelude = `
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const { gDevTools } = require('devtools/client/framework/devtools');
  const toolbox = gDevTools.getToolboxForTab(gBrowser.selectedTab);
  const panelBrowser = () => {
    for (const frame of toolbox?.doc.querySelectorAll('iframe') ?? []) {
      const browser = frame.contentDocument?.getElementById('webext-panels-browser');
      if (browser && frame.getBoundingClientRect().width > 0) return browser;
    }
    throw new Error('the panel has no visible frame in DevTools');
  };`;

/** Opens DevTools for the window's tab, in a window of its own, and selects our panel. */
export async function openPanel(window: FirefoxWindow, size: WindowSize): Promise<PanelHandle> {
  const privileged = (body: string, ...args: readonly unknown[]) => window.privileged(prelude + body, ...args);
  await privileged(
    `await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: 'webconsole', hostType: 'window' });`,
  );
  await waitFor(`the panel "${panelTitle}" in DevTools`, () =>
    privileged(
      `const tools = [...(toolbox.additionalToolDefinitions ?? new Map()).values()];
      const tool = tools.find(({ label }) => label === args[0]);
      if (tool) await toolbox.selectTool(tool.id);
      return Boolean(tool);`,
      panelTitle,
    ),
  );
  await privileged(`toolbox.topWindow.resizeTo(args[0], args[1]);`, size.width, size.height);
  const panel = panelHandle(privileged);
  await waitFor("the panel's document", () =>
    panel.evaluate('document.readyState === "complete" && location.protocol === "moz-extension:"'),
  );
  return panel;
}

type Privileged = (body: string, ...args: readonly unknown[]) => Promise<unknown>;

function panelHandle(privileged: Privileged): PanelHandle {
  const inFrame: Privileged = (body, ...args) => privileged(runInFrame, frameScript(body, args));
  const evaluate: Evaluate = async (code, ...args) =>
    (await inFrame(evaluation, asExpression(code, args))) as Awaited<Promise<never>>;
  const act = async (what: string, body: string, ...args: readonly unknown[]) => {
    await waitFor(`${what} in the panel`, async () => {
      await inFrame(body, ...args);
      return true;
    });
  };
  return {
    evaluate,
    waitFor: (code, ...args) => waitFor(`${inWords(code, args)} in the panel`, () => evaluate(code, ...args)),
    click: (selector, { count = 1 } = {}) => act(`${selector} to be clicked`, mouse, selector, count),
    clickAt: (selector, x, y) => act(`${selector} to be clicked`, mouse, selector, 1, { x, y }),
    hover: (selector) => act(`the mouse to be over ${selector}`, mouse, selector, 0),
    async type(selector, text) {
      await act(`${selector} to be clicked`, mouse, selector, 1);
      await inFrame(keyboard, [...text]);
    },
    async press(key) {
      await inFrame(keyboard, [key]);
    },
    async screenshot(path) {
      const url = await privileged(snapshot);
      await writeFile(path, Buffer.from(String(url).split(',')[1] ?? '', 'base64'));
    },
    async setTheme(theme) {
      await privileged(`Services.prefs.setStringPref('devtools.theme', args[0]);`, theme);
      await waitFor(`the panel to turn ${theme}`, () =>
        evaluate(`matchMedia('(prefers-color-scheme: ${theme})').matches`),
      );
    },
    async close() {
      await privileged(`await toolbox.destroy();`);
    },
  };
}

/** The whole DevTools window, its frames in other processes included, as a data URL. */
const snapshot = `
  const image = await toolbox.topWindow.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
  const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL();`;

/** The panel's own policy forbids eval: a sandbox over its document is not under that policy. */
const evaluation = `
  const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
  return Cu.evalInSandbox(args[0], sandbox);`;

/** The body of an async function as a script for the panel's process, which answers with a message named `reply`. */
function frameScript(body: string, args: readonly unknown[]): string {
  return `(async () => { const args = ${JSON.stringify(args)}; ${body} })().then(
    (value) => sendAsyncMessage(reply, JSON.stringify({ value })),
    (error) => sendAsyncMessage(reply, JSON.stringify({ error: String(error?.message ?? error) })))`;
}

/**
 * Runs such a script, `args[0]`, in the panel's process, and waits for the answer. A frame begins in another process than
 * the one its document comes to be in: what it is asked there is lost, and never answered.
 */
const runInFrame = `
  const reply = 'livecollection:' + Math.random();
  const { messageManager, currentURI } = panelBrowser();
  if (!currentURI.schemeIs('moz-extension')) throw new Error("the panel's frame is still at " + currentURI.spec);
  const answer = await new Promise((resolve) => {
    messageManager.addMessageListener(reply, function heard({ data }) {
      messageManager.removeMessageListener(reply, heard);
      resolve(JSON.parse(data));
    });
    const source = '(() => { const reply = ' + JSON.stringify(reply) + ';' + args[0] + '})()';
    messageManager.loadFrameScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(source), false);
  });
  if ('error' in answer) throw new Error(answer.error);
  return answer.value;`;
