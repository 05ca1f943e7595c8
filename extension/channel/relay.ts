import { ALIVE, isInspecting } from './internal-protocol.ts';
import type { Port } from './port.ts';

/** From the relay to a panel: something about one of the lines to its page. */
export interface LineNews {
  line: number;
  /** Absent: the line is fresh. */
  text?: string;
  ended?: true;
}

/** From a panel to the relay: a text for one of its lines. */
export interface LineText {
  line: number;
  text: string;
}

/** Connects panels with the documents of the tabs they inspect, where a panel cannot hear a content script itself. */
export interface Relay {
  /** A document of a tab has opened a line. */
  addPage(port: Port): void;
  /** A panel has come: its first message says `{tabId}`. */
  addPanel(port: Port): void;
}

export function createRelay(): Relay {
  const lines = new Map<number, { tabId: number; port: Port }>();
  const panels = new Map<Port, number>();
  let last = 0;

  function tellPanels(tabId: number, news: LineNews): void {
    for (const [panel, inspected] of panels) if (inspected === tabId) panel.postMessage(news);
  }

  return {
    addPage(port) {
      const tabId = port.sender?.tab?.id;
      if (tabId === undefined) return;
      const line = ++last;
      lines.set(line, { tabId, port });
      port.onMessage.addListener((text) => {
        if (typeof text === 'string') tellPanels(tabId, { line, text });
      });
      port.onDisconnect.addListener(() => {
        lines.delete(line);
        tellPanels(tabId, { line, ended: true });
      });
      tellPanels(tabId, { line });
    },
    addPanel(panel) {
      panel.onMessage.addListener((message) => {
        const tabId = panels.get(panel);
        if (isInspecting(message)) {
          panel.postMessage(ALIVE);
          if (tabId === message.tabId) return;
          panels.set(panel, message.tabId);
          for (const [line, { tabId }] of lines) if (tabId === message.tabId) panel.postMessage({ line });
        } else if (isLineText(message)) {
          const to = lines.get(message.line);
          if (to && to.tabId === tabId) to.port.postMessage(message.text);
        }
      });
      panel.onDisconnect.addListener(() => void panels.delete(panel));
    },
  };
}

function isLineText(message: unknown): message is LineText {
  const { line, text } = (message ?? {}) as Partial<LineText>;
  return typeof line === 'number' && typeof text === 'string';
}
