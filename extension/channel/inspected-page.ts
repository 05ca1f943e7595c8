import type { Channel, Undo } from './channel.ts';
import { ALIVE, type AttachRequest, LINES_PORT, PAGE_PORT } from './internal-protocol.ts';
import { lastingPort } from './lasting-port.ts';
import { type Port, portChannel } from './port.ts';
import type { LineNews, LineText } from './relay.ts';

/** What is used of `browser`. */
export interface PanelBrowser {
  runtime: {
    connect(info: { name: string }): Port;
    sendMessage(message: unknown): Promise<unknown>;
    onConnect: {
      addListener(listener: (port: Port) => void): void;
      removeListener(listener: (port: Port) => void): void;
    };
  };
}

/** A line to one document. The page has one for each frame; a navigation or a broken port makes new ones. */
export interface Line {
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
 * @param panelHearsPages whether `runtime.onConnect` hears content scripts here; set by the build
 */
export function connectToInspectedPage({
  browser,
  tabId,
  onLine,
  onRefused = () => {},
  panelHearsPages = PANEL_HEARS_PAGES,
}: {
  browser: PanelBrowser;
  tabId: number;
  onLine: (line: Line) => void;
  onRefused?: (reason: string) => void;
  panelHearsPages?: boolean;
}): InspectedPage {
  const lines = new Set<Line>();
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
  const stop = (panelHearsPages ? hearPages : hearRelay)(browser, tabId, ends);
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
  onLine(line: Line): void;
  onText(text: string): void;
  onEnd(line: Line): void;
}

/** Takes the ports of content scripts itself. Every panel hears every tab's: only ours counts, else events come twice. */
function hearPages(browser: PanelBrowser, tabId: number, { onLine, onText, onEnd, onRefused }: LineEnds): Undo {
  const open = new Set<Channel>();
  const onConnect = (port: Port) => {
    if (port.name !== PAGE_PORT || port.sender?.tab?.id !== tabId) return;
    const line = portChannel(port);
    open.add(line);
    line.listen(onText);
    line.onEnd(() => {
      open.delete(line);
      onEnd(line);
    });
    onLine(line);
  };
  browser.runtime.onConnect.addListener(onConnect);
  askToAttach(browser, tabId, onRefused);
  return () => {
    browser.runtime.onConnect.removeListener(onConnect);
    for (const line of open) line.close();
  };
}

/** Lets the background pass everything on. */
function hearRelay(browser: PanelBrowser, tabId: number, { onLine, onText, onEnd, onRefused }: LineEnds): Undo {
  const lines = new Map<number, Line>();

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
    const line: Line = {
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
