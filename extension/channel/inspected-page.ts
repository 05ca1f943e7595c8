import type { Channel, Undo } from './channel.ts';
import { ALIVE, type AttachRequest, LINE_WANTED, LINES_PORT, PAGE_PORT } from './internal-protocol.ts';
import { lastingPort } from './lasting-port.ts';
import { type Listeners, type Port, type PortChannel, portChannel, type Sender } from './port.ts';
import type { LineNews, LineText } from './relay.ts';

/** What is used of `browser`. */
export interface PanelBrowser {
  runtime: {
    readonly id: string;
    connect(info: { name: string }): Port;
    sendMessage(message: unknown): Promise<unknown>;
    onMessage: Listeners<(message: unknown, sender: Sender) => undefined>;
    readonly lastError?: unknown;
  };
  /** Chromium's panels have it. */
  tabs?: { connect(tabId: number, info: { name: string; documentId: string }): Port };
}

/** A line to one document. The page has one for each frame; a navigation or a broken port makes new ones. */
export interface PageLine {
  /** Says whether it could be sent; a line that is broken is not mended but replaced. */
  send(text: string): boolean;
}

export interface InspectedPage extends Channel {
  /** How many documents can be spoken to now. Zero: the page is not attached to, or just navigates. */
  readonly lines: number;
  /** Calls back when `lines` has changed. */
  onLinesChange(listener: () => void): Undo;
  /** Asks every document that is there for a fresh line. Refusals are not told again: it is tried whenever a page may be there. */
  attach(): void;
}

/**
 * The panel's channel to the page it inspects: one for all its documents, over all navigations and broken ports.
 * `send` speaks to all documents, `listen` hears all.
 * @param onLine a fresh line: say hello down it
 * @param onRefused the browser does not let the extension into this page; its reason, in its words
 * @param panelReachesPages whether there is `tabs.connect` here; set by the build
 */
export function connectToInspectedPage({
  browser,
  tabId,
  onLine,
  onRefused = () => {},
  panelReachesPages = PANEL_REACHES_PAGES,
}: {
  browser: PanelBrowser;
  tabId: number;
  onLine: (line: PageLine) => void;
  onRefused?: (reason: string) => void;
  panelReachesPages?: boolean;
}): InspectedPage {
  const lines = new Set<PageLine>();
  const listeners = new Set<(text: string) => void>();
  const watchers = new Set<() => void>();
  const tellWatchers = () => {
    for (const watcher of watchers) watcher();
  };
  const ends: LineEnds = {
    onRefused,
    onText(text) {
      for (const listener of listeners) listener(text);
    },
    onLine(line) {
      lines.add(line);
      tellWatchers();
      onLine(line);
    },
    onEnd(line) {
      lines.delete(line);
      tellWatchers();
    },
  };
  const stop = (panelReachesPages ? reachPages : hearRelay)(browser, tabId, ends);
  return {
    get lines() {
      return lines.size;
    },
    send(text) {
      let taken = false;
      for (const line of lines) taken = line.send(text) || taken;
      return taken;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onLinesChange(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    attach: () => askToAttach(browser, tabId, () => {}),
    close() {
      stop();
      lines.clear();
      listeners.clear();
      watchers.clear();
    },
  };
}

interface LineEnds {
  onRefused(reason: string): void;
  onLine(line: PageLine): void;
  onText(text: string): void;
  onEnd(line: PageLine): void;
}

/**
 * Opens a port to every document of the tab that says it wants one. Every panel hears every tab's documents, and a document
 * that asks twice gets one line in place of the former: else its events would come twice.
 */
function reachPages(browser: PanelBrowser, tabId: number, { onLine, onText, onEnd, onRefused }: LineEnds): Undo {
  const lines = new Map<string, PortChannel>();

  function end(documentId: string, line: PortChannel): void {
    line.close();
    if (lines.get(documentId) !== line) return;
    lines.delete(documentId);
    onEnd(line);
  }

  function open(documentId: string): void {
    const former = lines.get(documentId);
    if (former) end(documentId, former);
    const port = browser.tabs?.connect(tabId, { name: PAGE_PORT, documentId });
    if (!port) return;
    const line = portChannel(port);
    lines.set(documentId, line);
    line.listen(onText);
    line.onEnd(() => {
      void browser.runtime.lastError; // The document may be gone by now; unread, that would count as an error of the extension.
      end(documentId, line);
    });
    onLine(line);
  }

  const onMessage = (message: unknown, { id, tab, documentId }: Sender): undefined => {
    const isOwn = id === browser.runtime.id && tab?.id === tabId;
    if (message === LINE_WANTED && isOwn && documentId !== undefined) open(documentId);
  };
  browser.runtime.onMessage.addListener(onMessage);
  askToAttach(browser, tabId, onRefused);
  return () => {
    browser.runtime.onMessage.removeListener(onMessage);
    for (const line of lines.values()) line.close();
  };
}

/** Lets the background pass everything on. */
function hearRelay(browser: PanelBrowser, tabId: number, { onLine, onText, onEnd, onRefused }: LineEnds): Undo {
  const lines = new Map<number, PageLine>();

  function onNews(port: Port, { line: number, text, ended }: LineNews): void {
    const known = lines.get(number);
    if (text !== undefined) {
      onText(text);
      return;
    }
    if (ended) {
      lines.delete(number);
      if (known) onEnd(known);
      return;
    }
    const line: PageLine = {
      send(text) {
        if (lines.get(number) !== line) return false;
        port.postMessage({ line: number, text } satisfies LineText);
        return true;
      },
    };
    lines.set(number, line);
    onLine(line);
  }

  return lastingPort(
    () => browser.runtime.connect({ name: LINES_PORT }),
    { tabId },
    {
      onPort(port) {
        port.onMessage.addListener((message) => {
          if (message !== ALIVE) onNews(port, message as LineNews);
        });
        askToAttach(browser, tabId, onRefused);
      },
      onLost() {
        const broken = [...lines.values()];
        lines.clear();
        for (const line of broken) onEnd(line);
      },
    },
  ).close;
}

/** Documents that were there before us open their lines again; where nothing is injected yet, it is now. */
function askToAttach(browser: PanelBrowser, tabId: number, onRefused: (reason: string) => void): void {
  const request: AttachRequest = { type: 'livecollection:attach', tabId };
  browser.runtime
    .sendMessage(request)
    .catch((error: unknown) => onRefused(error instanceof Error ? error.message : String(error)));
}
