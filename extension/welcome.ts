/**
 * Runs right before the probe where the user wants it "always here": answers, once, the probe's question whether anybody
 * wants it. See `page/probe.ts`.
 */
import { FROM_PROBE } from './channel/window.ts';

addEventListener(FROM_PROBE, (event) => event.preventDefault(), { once: true });
