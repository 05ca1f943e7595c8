/**
 * The probe's entry: runs in the page's own world, in every document that the extension may be in, as soon as any tab is
 * inspected. Where this tab is not, nothing may be left of it. See `inspected.ts` for how it knows.
 */
import { PRESENT } from '../channel/internal-protocol.ts';
import { FROM_PROBE, TO_PROBE, tell } from '../channel/window.ts';
import { attachProbe } from './attach.ts';
import { isMarked } from './inspected.ts';
import { thisDocument } from './this-document.ts';

const isAttached = tell(window, TO_PROBE, '');
const isWanted = !isAttached && (tell(window, FROM_PROBE, PRESENT) || isMarked(window));
if (isWanted) {
  attachProbe({
    ...thisDocument(window),
    attach: document.readyState === 'loading' && document.scripts.length === 0 ? 'early' : 'late',
  });
}
