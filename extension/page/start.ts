import { PRESENT } from '../channel/internal-protocol.ts';
import { FROM_PROBE, meetingPlace, TO_PROBE, tell } from '../channel/window.ts';
import { attachProbe, type ProbeOptions } from './attach.ts';
import { thisDocument } from './this-document.ts';

/**
 * Begins, unless a probe is here already, or nobody wants one: where this tab is not inspected, nothing of the extension may stay.
 * @param attach whether the browser runs us before the document's first script: it does so with scripts that are registered
 * for `document_start`, whatever elements other extensions have put there by then
 * @param isInspected asked where no bridge is there yet
 */
export function startProbe(attach: ProbeOptions['attach'], isInspected = () => false): void {
  const place = meetingPlace(window);
  if (tell(place, TO_PROBE, '')) return;
  if (tell(place, FROM_PROBE, PRESENT) || isInspected()) attachProbe({ ...thisDocument(window, attach), attach });
}
