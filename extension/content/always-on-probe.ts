/** The probe where the user wants it "always here": bidden welcome, it stays. */
import './accept-probe.ts';
import '../page/early.ts';
