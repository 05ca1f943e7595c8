/**
 * The probe's entry: runs in the page's own world, in every document that the extension may be in, as soon as any tab is
 * inspected. Where this tab is not, nothing may be left of it. See `inspected.ts` for how it knows.
 */
import { PRESENT } from '../channel/internal-protocol.ts';
import { FROM_PROBE, TO_PROBE, tell, windowChannel } from '../channel/window.ts';
import { attachProbe } from './attach.ts';
import { isMarked } from './inspected.ts';

const isAttached = tell(window, TO_PROBE, '');
const isWanted = !isAttached && (tell(window, FROM_PROBE, PRESENT) || isMarked(window));
if (isWanted) {
  // Taken now: a page may replace its clock for a test of its own.
  const { setTimeout, performance, document } = window;
  const { timeOrigin } = performance;
  const now = performance.now.bind(performance);
  attachProbe({
    window,
    channel: windowChannel(window, { hear: TO_PROBE, say: FROM_PROBE }),
    clock: {
      now: () => timeOrigin + now(),
      after: (ms, callback) => void setTimeout(callback, ms),
    },
    load: `${Math.floor(timeOrigin).toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36)}`,
    attach: document.readyState === 'loading' && document.scripts.length === 0 ? 'early' : 'late',
  });
}
