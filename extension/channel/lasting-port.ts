import type { Port } from './port.ts';

/** A background falls asleep, and drops its ports, after 30 s without a message. */
const KEEP_ALIVE_EVERY = 20_000;
/** A port that broke sooner is not tried again at once, ms. */
const SOON = 1_000;
/**
 * How long the background may take to answer a greeting, ms. A port that is opened to a background which is just being
 * shut down goes nowhere, and no `onDisconnect` ever says so (seen in Chromium 156).
 */
const ANSWER_WITHIN = 5_000;

export interface LastingPort {
  /** Opens a fresh port now: the background is another one than the port was opened to. */
  renew(): void;
  close(): void;
}

/**
 * A port to the background that is opened again whenever it breaks, and says `greeting` first and every 20 s, so that the
 * background stays awake. The background answers every greeting, with anything: a port that does not is replaced.
 * Ends by itself when the extension is unloaded.
 * @param open `runtime.connect()`; throws when the extension is gone
 * @param events `onPort` gets every fresh port; `onLost` says that it broke, or did not answer
 */
export function lastingPort(
  open: () => Port,
  greeting: unknown,
  { onPort = () => {}, onLost = () => {} }: { onPort?: (port: Port) => void; onLost?: () => void } = {},
): LastingPort {
  let port: Port | undefined;
  let opened = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    try {
      port = open();
    } catch {
      return; // "Extension context invalidated": there is no background any more.
    }
    opened = Date.now();
    port.onDisconnect.addListener(again);
    port.onMessage.addListener(() => clearTimeout(deadline));
    greet(port);
    onPort(port);
  }

  function greet(port: Port): void {
    timer = setTimeout(() => greet(port), KEEP_ALIVE_EVERY);
    deadline = setTimeout(() => {
      port.disconnect();
      again();
    }, ANSWER_WITHIN);
    port.postMessage(greeting);
  }

  function again(): void {
    stop();
    onLost();
    timer = setTimeout(begin, Date.now() - opened < SOON ? SOON : 0);
  }

  function stop(): void {
    clearTimeout(timer);
    clearTimeout(deadline);
  }

  function close(): void {
    stop();
    port?.onDisconnect.removeListener(again);
    port?.disconnect();
  }

  begin();
  return {
    close,
    renew() {
      const former = port;
      stop();
      former?.onDisconnect.removeListener(again);
      onLost();
      begin();
      if (port === former) return;
      // Not before the fresh one is known: a background that finds no port for a moment leaves the page.
      port?.onMessage.addListener(() => former?.disconnect());
    },
  };
}
