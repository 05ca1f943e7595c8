/** The probe where the user wants it "always here": bidden welcome, it stays. */
import './welcome.ts';
import './page/early.ts';
