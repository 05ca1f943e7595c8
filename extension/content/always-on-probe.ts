/** The probe where the user wants it "always here": accepted, it stays. */
import './accept-probe.ts';
import '../page/early.ts';
