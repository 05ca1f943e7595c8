/**
 * The one script of the extension, beside the probe, that a document gets. Registered, in every document of a permitted site while any
 * DevTools is open, it only says that the document is there: if its tab is not inspected, no script of the extension may stay in it.
 *
 * Where the background wants us (see `wanted.ts`) it is the bridge between the probe and the rest of the extension.
 * Wanted again it has fresh lines opened, which is how a panel that came late gets one. Reads nothing of what goes through it.
 */
import type { Browser } from 'webextension-polyfill';
import {
  type Arrival,
  ASK,
  DETACH,
  type DocumentVerdict,
  LINE_WANTED,
  ORIGIN,
  PAGE_PORT,
  PRESENT,
  REVIEW,
  WAKE,
} from '../channel/internal-protocol.ts';
import { type Port, type PortChannel, portChannel, type Sender } from '../channel/port.ts';
import { createRate } from '../channel/rate.ts';
import { FROM_PROBE, meetingPlace, TO_PROBE, tell, windowChannel } from '../channel/window.ts';
import type { Command } from '../core/protocol/commands.ts';
import { mark, unmark } from '../page/inspected-mark.ts';
import { listen } from '../page/listen.ts';
import { urlOf } from '../site.ts';
import { ATTACH, takeWanted } from './attach-request.ts';

// Both browsers' own `chrome` gives what is needed here; the polyfill would be most of this script.
declare const chrome: { runtime?: Partial<Browser['runtime']> };

/**
 * How much a page may say: more than a busy probe does, three times 100,000 events at once, and too little to keep a panel
 * from drawing. What is beyond is dropped here; the panel misses its numbers, and says how many.
 */
const TEXTS = { perSecond: 1_000, burst: 2_000 };
const CHARACTERS = { perSecond: 32 * 1024 * 1024, burst: 96 * 1024 * 1024 };
/** Told now and then while something is dropped, for the panel to count: no batch begins like this. */
const FLOODED = 'flooded';
const NOTICES = { perSecond: 1, burst: 1 };
/** A panel whose line broke opens another sooner than this, ms. */
const BACK_WITHIN = 3_000;
const END_STAGE = JSON.stringify({ type: 'stage/end' } satisfies Command);

const world = globalThis as { [ATTACH]?: () => boolean };
if (takeWanted()) {
  world[ATTACH] ??= createBridge();
  world[ATTACH]();
} else void askVerdict().then((verdict) => verdict === 'gone' && dismiss(DETACH));

async function askVerdict(): Promise<DocumentVerdict | undefined> {
  const arrival: Arrival = { type: 'livecollection:arrival', url: urlOf(window) };
  // The document, or the extension, may be gone before the answer comes.
  return chrome.runtime?.sendMessage?.<Arrival, DocumentVerdict>(arrival).catch(() => undefined);
}

/** Tells the probe that it is wanted no more, or only that nobody reads from it any more. */
function dismiss(last: typeof DETACH | typeof ASK): void {
  unmark(window);
  tell(meetingPlace(window), TO_PROBE, last);
}

/** @returns opens fresh lines, now if the probe is there, which it says, else when it comes */
function createBridge(): () => boolean {
  const probe = windowChannel(meetingPlace(window), { hear: FROM_PROBE, say: TO_PROBE });
  const flow = createFlow();
  /** One to each panel that reaches us itself, or one to the background. */
  const lines = new Set<PortChannel>();
  /** Those that a panel spoke through. */
  const used = new WeakSet<PortChannel>();
  let asked = false;
  let left = false;
  let opening: ReturnType<typeof setTimeout> | undefined;

  function attach(): boolean {
    mark(window);
    asked = true;
    return probe.send(ASK);
  }

  function openLines(): void {
    closeLines();
    asked = false;
    try {
      if (!chrome.runtime?.connect) leave(DETACH);
      else if (PANEL_REACHES_PAGES) void chrome.runtime.sendMessage?.(LINE_WANTED).catch(() => {});
      else addLine(chrome.runtime.connect({ name: PAGE_PORT }));
    } catch {
      // "Extension context invalidated": its next instance brings its own bridge.
      leave(DETACH);
    }
  }

  function openLinesSoon(): void {
    clearTimeout(opening);
    opening = setTimeout(openLines);
  }

  function addLine(port: Port): undefined {
    if (port.name !== PAGE_PORT || (port.sender && !isOwnPage(port.sender))) return;
    const line = portChannel(port);
    lines.add(line);
    line.listen((text) => {
      used.add(line);
      probe.send(text);
    });
    line.onEnd(() => {
      void chrome.runtime?.lastError; // Unread, it would be written to the page's console.
      line.close();
      lines.delete(line);
      // A panel that reaches this script asks by itself. A line that was never used is not missed: a reader that wants one asks.
      if ((used.has(line) && !PANEL_REACHES_PAGES) || !isAlive()) attach();
      if (lines.size === 0) setTimeout(onSilence, BACK_WITHIN);
    });
  }

  /**
   * The panel that played a recording into this page is gone; and perhaps every panel, while there was no background to
   * notice. A fresh line that ends in the background leads to no panel before one spoke through it, which each does at once.
   */
  function onSilence(): void {
    if (left || [...lines].some((line) => used.has(line))) return;
    probe.send(END_STAGE);
    void review();
  }

  function closeLines(): void {
    for (const line of lines) line.close();
    lines.clear();
  }

  function wakeLater(request: string): void {
    const [ms, id] = request.split(' ');
    setTimeout(() => probe.send(`${WAKE}${id}`), Number(ms));
  }

  /** Goes; the probe goes too, or only knows that nobody reads from it any more. */
  function leave(last: typeof DETACH | typeof ASK): void {
    left = true;
    probe.close();
    dismiss(last);
    unlisten();
    clearTimeout(opening);
    delete world[ATTACH];
    try {
      closeLines();
      chrome.runtime?.onMessage?.removeListener(onMessage);
      chrome.runtime?.onConnect?.removeListener(addLine);
    } catch {
      // "Extension context invalidated": nothing of it can be called any more, nor will anything of it call us.
    }
  }

  async function review(): Promise<void> {
    const verdict = await askVerdict();
    if (verdict !== 'inspected') leave(verdict === 'kept' ? ASK : DETACH);
  }

  function onMessage(message: unknown, { id, tab }: Sender): undefined {
    // The background says it. It is no tab, and no other extension.
    if (message === REVIEW && id === chrome.runtime?.id && tab === undefined) void review();
  }

  /** The back/forward cache keeps the document and the probe's events, but breaks the lines. */
  function onPageShow(event: Event): void {
    if (!(event as PageTransitionEvent).persisted) return;
    // A panel ends its replay when its page is left, which this document could not hear.
    probe.send(END_STAGE);
    attach();
  }

  /** A page that is prerendered may never be shown: until it is, its events wait in its ring. */
  let openWhenShown = false;
  function onShown(): void {
    if (openWhenShown) openLinesSoon();
    openWhenShown = false;
  }

  probe.listen((text) => {
    if (!isAlive()) leave(DETACH);
    // The page can forge this, which then opens at most the lines that are missing anyway.
    else if (text === PRESENT) {
      // In a task of its own: the probe says this while it comes, and the page stands still.
      openWhenShown ||= asked || lines.size === 0;
      if (!(document as { prerendering?: boolean }).prerendering) onShown();
    } else if (text === ORIGIN) probe.send(`${ORIGIN}${performance.timeOrigin}`);
    else if (text.startsWith(WAKE)) wakeLater(text.slice(WAKE.length));
    else {
      const told = flow(text);
      if (told) for (const line of lines) line.send(told);
    }
  });
  chrome.runtime?.onMessage?.addListener(onMessage);
  chrome.runtime?.onConnect?.addListener(addLine);
  probe.send(END_STAGE); // Of a bridge before this one, whose extension was reloaded while a recording was played.
  const unlisten = listen(document, [
    [window, 'pageshow', onPageShow],
    [document, 'prerenderingchange', onShown],
  ]);
  return attach;
}

/** Is it a page of the extension? Only panels open lines to documents; a line that was opened from here names no sender. */
function isOwnPage({ id, url }: Sender): boolean {
  const { runtime } = chrome;
  return id === runtime?.id && runtime?.getURL !== undefined && url?.startsWith(runtime.getURL('')) === true;
}

/** Was the extension reloaded or removed under the page? Then this script goes on, with nobody to speak to. */
function isAlive(): boolean {
  return chrome.runtime?.id !== undefined;
}

/** Lets through no more than a panel can take; what it says in place of the rest is `FLOODED`, or nothing. */
function createFlow(): (text: string) => string | undefined {
  const texts = createRate(TEXTS);
  const characters = createRate(CHARACTERS);
  const notices = createRate(NOTICES);
  return (text) => {
    if (texts.take(1) && characters.take(text.length)) return text;
    return notices.take(1) ? FLOODED : undefined;
  };
}
