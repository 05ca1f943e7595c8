/**
 * The bridge between the probe of one document and the rest of the extension: a pipe. Executed again it opens a fresh line,
 * which is how a panel that came late gets one. Reads nothing of what goes through it.
 */
import type { Browser } from 'webextension-polyfill';
import { type Channel, pipe, type Undo } from './channel/channel.ts';
import { ASK, DETACH, PAGE_PORT, PRESENT } from './channel/internal-protocol.ts';
import { type PortChannel, portChannel } from './channel/port.ts';
import { FROM_PROBE, TO_PROBE, windowChannel } from './channel/window.ts';
import { mark, unmark } from './page/inspected.ts';

// Both browsers' own `chrome` gives what is needed here; the polyfill would be most of this script.
declare const chrome: Pick<Browser, 'runtime'>;

/** Where, in the extension's own world, the first run leaves what the next runs call. */
const ATTACH = Symbol.for('livecollection.attach');
const world = globalThis as { [ATTACH]?: () => void };
world[ATTACH] ??= createBridge();
world[ATTACH]();

/** @returns opens a fresh line, now if the probe is there, else when it comes */
function createBridge(): () => void {
  const probe = windowChannel(window, { hear: FROM_PROBE, say: TO_PROBE });
  let line: PortChannel | undefined;
  let unpipe: Undo = () => {};
  let asked = false;

  function attach(): void {
    mark(window);
    asked = true;
    probe.send(ASK);
  }

  function openLine(): void {
    closeLine();
    asked = false;
    try {
      line = portChannel(chrome.runtime.connect({ name: PAGE_PORT }));
    } catch {
      detach(); // "Extension context invalidated": reloaded or removed; its next instance brings its own bridge.
      return;
    }
    let used = false;
    unpipe = pipe(batchesOf(probe), line);
    line.listen(() => {
      used = true;
    });
    line.onEnd(() => {
      void chrome.runtime.lastError; // Unread, it would be written to the page's console.
      closeLine();
      // A line that nobody spoke through is not missed: whoever wants one asks.
      if (used) attach();
    });
  }

  function closeLine(): void {
    unpipe();
    line?.close();
    line = undefined;
  }

  function detach(): void {
    closeLine();
    unmark(window);
    probe.send(DETACH);
    probe.close();
    chrome.runtime?.onMessage.removeListener(onMessage);
    window.removeEventListener('pageshow', onPageShow);
    delete world[ATTACH];
  }

  function onMessage(message: unknown): undefined {
    if (message === DETACH) detach();
  }

  /** The back/forward cache keeps the document and the probe's events, but breaks the line. */
  function onPageShow(event: PageTransitionEvent): void {
    if (event.persisted) attach();
  }

  probe.listen((text) => {
    // The page can forge this, which then opens at most the line that is missing anyway.
    if (text === PRESENT && (asked || !line)) openLine();
  });
  chrome.runtime.onMessage.addListener(onMessage);
  window.addEventListener('pageshow', onPageShow);
  return attach;
}

/** The probe's channel without what is meant for this script. */
function batchesOf(probe: Channel): Channel {
  return { ...probe, listen: (listener) => probe.listen((text) => void (text === PRESENT || listener(text))) };
}
