import { FROM_PROBE, TO_PROBE, windowChannel } from '../channel/window.ts';
import type { ProbeOptions } from './attach.ts';

/**
 * What a probe needs of the document it runs in: the channel out of it, its clock, and a name that no other document has.
 * All taken now, for a page may replace its clock for a test of its own.
 */
export function thisDocument(
  window: Window & typeof globalThis,
): Pick<ProbeOptions, 'window' | 'channel' | 'clock' | 'load'> {
  const { setTimeout, performance, crypto } = window;
  const { timeOrigin } = performance;
  const now = performance.now.bind(performance);
  return {
    window,
    channel: windowChannel(window, { hear: TO_PROBE, say: FROM_PROBE }),
    clock: {
      now: () => timeOrigin + now(),
      after: (ms, callback) => void setTimeout(callback, ms),
    },
    load: `${Math.floor(timeOrigin).toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36)}`,
  };
}
