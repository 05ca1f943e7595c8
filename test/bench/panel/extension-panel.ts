import type { Browser, CDPSession, Frame, Page } from 'puppeteer-core';
import { dockOut, showPanel } from '../../support/chromium-devtools.ts';
import { waitFor } from '../../support/wait-for.ts';
import { WINDOW } from './chromium.ts';

/** The extension's panel in the DevTools of a page, with what DevTools' own protocol says about it. */
export interface ExtensionPanel {
  readonly frame: Frame;
  readonly devtools: Page;
  /** Of the panel's document. */
  readonly session: CDPSession;
  close(): Promise<void>;
}

/** @param script runs in each document of DevTools before anything else, the panel's too */
export async function openPanel(browser: Browser, page: Page, script: string): Promise<ExtensionPanel> {
  const devtools = await page.openDevTools();
  await devtools.evaluateOnNewDocument(script);
  const origin = await showPanel(devtools);
  await dockOut(devtools);
  await devtools.setViewport(WINDOW);
  const isPanel = (url: string) => url === `${origin}/panel.html`;
  const frame = await waitFor("the panel's document", async () => devtools.frames().find((one) => isPanel(one.url())));
  return { frame, devtools, session: await sessionOf(browser, isPanel), close: () => devtools.close() };
}

/** A frame of another origin is a target of its own, which puppeteer does not offer. */
async function sessionOf(browser: Browser, isWanted: (url: string) => boolean): Promise<CDPSession> {
  const root = await browser.target().createCDPSession();
  const { targetInfos } = await root.send('Target.getTargets', { filter: [{}] });
  const target = targetInfos.find(({ url }) => isWanted(url));
  if (!target) throw new Error('The panel is no target of its own.');
  const { sessionId } = await root.send('Target.attachToTarget', { targetId: target.targetId, flatten: true });
  const session = root.connection()?.session(sessionId);
  if (!session) throw new Error('The panel cannot be spoken to.');
  return session;
}
