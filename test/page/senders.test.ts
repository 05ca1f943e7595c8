// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as protocol from '../../extension/channel/internal-protocol.ts';
import type { Port, Sender } from '../../extension/channel/port.ts';
import { EXTENSION, type FakePort, fakePort } from '../channel/fake-port.ts';

/*
 * Which sender each part of the extension listens to. The parts run as they are, in a browser that keeps their listeners:
 * one that is added later is asked here as well.
 */

const { INSPECTOR_PORT, LINE_WANTED, LINES_PORT, PAGE_PORT, REVIEW, WHO_INSPECTS } = protocol;
const TAB = 7;
const OWN = `chrome-extension://${EXTENSION}/`;
const site = 'http://127.0.0.1:3000';

/** What a browser may say of a sender. */
const SENDERS = {
  'a page of the extension': { id: EXTENSION, url: `${OWN}panel.html` },
  'the background': { id: EXTENSION },
  'a document': { id: EXTENSION, url: `${site}/`, tab: { id: TAB }, documentId: 'd' },
  'a document of another tab': { id: EXTENSION, url: `${site}/`, tab: { id: 8 }, documentId: 'e' },
  'a document whose URL has ours in it': { id: EXTENSION, url: `http://evil.test/?${OWN}`, tab: { id: 8 } },
  'another extension': { id: 'another', url: 'chrome-extension://another/page.html' },
  'a document of another extension': { id: 'another', url: `${site}/`, tab: { id: TAB }, documentId: 'd' },
  nobody: {},
} as const;
type Name = keyof typeof SENDERS;
const names = Object.keys(SENDERS) as Name[];
const OWN_PAGE: readonly Name[] = ['a page of the extension'];
const OWN_PARTS: readonly Name[] = ['a page of the extension', 'the background'];
const DOCUMENTS: readonly Name[] = ['a document', 'a document of another tab', 'a document whose URL has ours in it'];

interface PartOfExtension {
  file: string;
  begin(): Promise<unknown>;
  /** Message → which sender may say it. */
  messages: readonly [message: unknown, allowed: readonly Name[]][];
  /** The name of a port → which sender may open it. */
  ports: readonly [name: string, allowed: readonly Name[]][];
}

const parts: readonly PartOfExtension[] = [
  {
    file: 'background/index.ts',
    begin: () => import('../../extension/background/index.ts'),
    messages: [
      [{ type: 'livecollection:arrival', url: `${site}/` }, DOCUMENTS],
      [{ type: 'livecollection:attach', tabId: TAB }, OWN_PAGE],
      [{ type: 'livecollection:stage', tabId: TAB }, OWN_PAGE],
      [{ type: 'livecollection:access', url: `${site}/` }, OWN_PAGE],
      [{ type: 'livecollection:reload', tabId: TAB }, OWN_PAGE],
      [{ type: 'livecollection:permission-page', site }, OWN_PAGE],
      [{ type: 'livecollection:always', site, on: true }, OWN_PAGE],
      [{ type: 'livecollection:another', tabId: TAB }, []],
    ],
    ports: [
      [PAGE_PORT, DOCUMENTS],
      [INSPECTOR_PORT, OWN_PAGE],
      [LINES_PORT, OWN_PAGE],
      ['another', []],
    ],
  },
  {
    file: 'devtools.ts',
    begin: () => import('../../extension/devtools.ts'),
    messages: [
      [WHO_INSPECTS, OWN_PARTS],
      ['another', []],
    ],
    ports: [],
  },
  {
    file: 'channel/inspected-page.ts',
    async begin() {
      const { connectToInspectedPage } = await import('../../extension/channel/inspected-page.ts');
      connectToInspectedPage({ browser: fake.browser, tabId: TAB, panelReachesPages: true, onLine: () => {} });
    },
    messages: [
      [LINE_WANTED, ['a document']],
      ['another', []],
    ],
    ports: [],
  },
  {
    file: 'content/index.ts',
    async begin() {
      // As the background does before it executes the script.
      Reflect.set(globalThis, 'livecollection:wanted', true);
      await import('../../extension/content/index.ts');
    },
    messages: [
      [REVIEW, OWN_PARTS],
      ['another', []],
    ],
    ports: [
      [PAGE_PORT, OWN_PAGE],
      ['another', []],
    ],
  },
];

let fake = createBrowser();
vi.mock('webextension-polyfill', () => ({
  default: new Proxy({}, { get: (_, name) => Reflect.get(fake.browser, name) }),
}));

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  fake = createBrowser();
  vi.stubGlobal('chrome', fake.browser);
  vi.stubGlobal('PANEL_REACHES_PAGES', true);
  // jsdom's window is none of its own event targets where a test runs.
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, 'livecollection:attach');
});

describe.each(parts)('$file', ({ begin, messages, ports }) => {
  it.each(messages)('takes %j from the right senders only', async (message, allowed) => {
    const taken: Name[] = [];
    for (const name of names) {
      fake = createBrowser();
      vi.stubGlobal('chrome', fake.browser);
      vi.resetModules();
      Reflect.deleteProperty(globalThis, 'livecollection:attach');
      await begin();
      await settled();
      const before = fake.done.length;
      expect(fake.onMessage.size).toBeGreaterThan(0);
      const answers = [...fake.onMessage].map((listener) => listener(message, senderCalled(name)));
      await settled();
      if (fake.done.length > before || answers.some((answer) => answer !== undefined)) taken.push(name);
    }
    expect(taken).toEqual(allowed);
  });

  if (ports.length > 0)
    it.each(ports)('lets the right senders only open the port “%s”', async (port, allowed) => {
      await begin();
      await settled();
      const opened = names.filter((name) => {
        const one = Object.assign(fakePort({ name: port }), { sender: senderCalled(name) });
        for (const listener of fake.onConnect) listener(one);
        return !one.disconnected && one.listenerCount > 0;
      });
      expect(opened).toEqual(allowed);
    });
});

describe('the table of what is said', () => {
  it('has every part of the extension that listens to others', () => {
    const listening = readdirSync('extension', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) =>
        /runtime\??\.on(Message|Connect)\w*\??\.addListener/.test(readFileSync(`extension/${file}`, 'utf8')),
      );
    expect(listening.sort()).toEqual(parts.map(({ file }) => file).sort());
  });

  it('has a message for every question that the parts know', () => {
    const questions = Object.entries(protocol).filter(([name]) => /^is[A-Z]/.test(name) && name !== 'isInspecting');
    const said = parts.flatMap(({ messages }) => messages.map(([message]) => message));
    const without = questions.filter(
      ([, is]) => typeof is === 'function' && !said.some((message) => Reflect.apply(is, undefined, [message])),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });
});

/** A whole tab has many fields that nobody reads. */
function senderCalled(name: Name): Sender {
  return SENDERS[name] as unknown as Sender;
}

/** All that began without time passing has ended. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await vi.advanceTimersByTimeAsync(0);
}

type OnMessage = (message: unknown, sender: Sender) => unknown;

/** A browser, what listens in it, and what it was asked to do. */
function createBrowser() {
  const onMessage = new Set<OnMessage>();
  const onConnect = new Set<(port: Port) => unknown>();
  const done: string[] = [];
  const does =
    <R>(what: string, result?: R) =>
    async () => {
      done.push(what);
      return result;
    };
  const eventOf = <L>(listeners = new Set<L>()) => ({
    addListener: (listener: L) => void listeners.add(listener),
    removeListener: (listener: L) => void listeners.delete(listener),
  });
  function connect({ name }: { name: string }): FakePort {
    done.push(`connect ${name}`);
    return fakePort({ name });
  }
  const browser = {
    runtime: {
      id: EXTENSION,
      getURL: (path: string) => `${OWN}${path}`,
      connect,
      sendMessage: does('say'),
      onMessage: eventOf(onMessage),
      onConnect: eventOf(onConnect),
      onInstalled: eventOf(),
    },
    scripting: {
      getRegisteredContentScripts: async () => [],
      registerContentScripts: async () => {},
      updateContentScripts: async () => {},
      unregisterContentScripts: async () => {},
      executeScript: does('inject', [{ result: true }]),
    },
    tabs: {
      query: async () => [],
      sendMessage: does('tell a tab'),
      reload: does('reload'),
      create: does('open a page'),
      connect: (_tab: number, { name }: { name: string }) => connect({ name }),
    },
    permissions: {
      getAll: async () => ({ origins: [] }),
      contains: does('ask for access', true),
      onAdded: eventOf(),
      onRemoved: eventOf(),
    },
    storage: { local: { get: async () => ({}), set: does('store') } },
    declarativeNetRequest: { updateSessionRules: async () => {} },
    devtools: {
      inspectedWindow: { tabId: TAB },
      panels: { create: async () => ({ onShown: eventOf(), onHidden: eventOf() }) },
    },
  };
  return { browser, done, onMessage, onConnect };
}
