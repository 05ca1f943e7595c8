/** The probe's entry where it is executed in a document that is there already; `early.ts` is the other. */
import { startProbe } from './start.ts';

startProbe('late');
