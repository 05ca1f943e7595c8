import type { Undo } from './channel.ts';
import type { Port } from './port.ts';

/** A background falls asleep, and drops its ports, after 30 s without a message. */
const KEEP_ALIVE_EVERY = 20_000;
/** A port that broke sooner is not tried again at once, ms. */
const SOON = 1_000;

/**
 * A port to the background that is opened again whenever it breaks, and says `greeting` first and every 20 s, so that the
 * background stays awake. Ends by itself when the extension is unloaded.
 * @param open `runtime.connect()`; throws when the extension is gone
 * @param onPort gets every fresh port, after the greeting
 */
export function lastingPort<P extends Port>(
  open: () => P,
  greeting: unknown,
  onPort: (port: P) => void = () => {},
): Undo {
  let port: P | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    try {
      port = open();
    } catch {
      return; // "Extension context invalidated": there is no background any more.
    }
    const opened = Date.now();
    port.onDisconnect.addListener(onBreak);
    port.postMessage(greeting);
    timer = setTimeout(keepAlive, KEEP_ALIVE_EVERY);
    onPort(port);

    function onBreak(): void {
      clearTimeout(timer);
      timer = setTimeout(begin, Date.now() - opened < SOON ? SOON : 0);
    }
  }

  function keepAlive(): void {
    port?.postMessage(greeting);
    timer = setTimeout(keepAlive, KEEP_ALIVE_EVERY);
  }

  begin();
  return () => {
    clearTimeout(timer);
    port?.disconnect();
  };
}
