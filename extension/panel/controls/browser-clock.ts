import type { Clock } from '../../core/recording/replay.ts';

/** The clock of this window. */
export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, fn) {
    if (ms <= 0) return next(fn);
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Runs it in a turn of its own. A message, for a timer that was set by a timer that was set by a timer waits for 4 ms at
 * least: work in turns of 10 ms would stand still for a quarter of its time.
 * https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers
 */
function next(fn: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  const end = () => {
    port1.onmessage = null;
    port1.close();
  };
  port1.onmessage = () => {
    end();
    fn();
  };
  port2.postMessage(undefined);
  return end;
}
