import { ORIGIN } from '../channel/internal-protocol.ts';
import { FROM_PROBE, meetingPlace, TO_PROBE, windowChannel } from '../channel/window.ts';
import type { ProbeOptions } from './attach.ts';
import { bridgeTimer, hasClock, now, pageTimer } from './clock.ts';

/**
 * What a probe needs of the document it runs in: the channel out of it, its clock, and a name that no other document has.
 * @param attach what comes before the page takes the page's timers, which are the browser's yet; what comes late does not
 */
export function thisDocument(
  window: Window & typeof globalThis,
  attach: ProbeOptions['attach'],
): Pick<ProbeOptions, 'window' | 'channel' | 'clock' | 'load' | 'timeOrigin'> {
  const channel = windowChannel(meetingPlace(window), { hear: TO_PROBE, say: FROM_PROBE });
  const timeOrigin = timeOriginOf(window);
  return {
    window,
    channel,
    timeOrigin,
    clock: { now: () => timeOrigin + now(), ...(attach === 'early' ? pageTimer : bridgeTimer(channel)) },
    load: `${Math.floor(timeOrigin).toString(36)}-${randomName(window)}`,
  };
}

/** ms since the epoch: the page's `performance` may be a fake, the extension's own world has the browser's. */
function timeOriginOf(window: Window): number {
  if (hasClock) return window.performance.timeOrigin;
  const place = meetingPlace(window);
  const channel = windowChannel(place, { hear: TO_PROBE, say: FROM_PROBE });
  let origin = Date.now() - now();
  channel.listen((text) => {
    const said = text.startsWith(ORIGIN) ? Number(text.slice(ORIGIN.length)) : 0;
    if (said > 0) origin = said;
  });
  channel.send(ORIGIN);
  channel.close();
  return origin;
}

function randomName({ crypto }: Window & typeof globalThis): string {
  try {
    return crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? '';
  } catch {
    return Math.random().toString(36).slice(2); // The page has put something else in its place.
  }
}
