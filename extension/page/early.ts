/**
 * The probe's entry where the browser runs it before a document's first script, in every document that the extension may be
 * in, as soon as any tab is inspected. See `inspected.ts` for how it knows whether this one is.
 */
import { isInspected } from './inspected-mark.ts';
import { startProbe } from './start.ts';

startProbe('early', () => isInspected(window));
