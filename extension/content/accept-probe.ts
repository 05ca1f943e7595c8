/** Runs right before the probe: answers, once, its question whether anybody wants it. See `page/probe.ts`. */
import { FROM_PROBE, meetingPlace } from '../channel/window.ts';

meetingPlace(window).addEventListener(FROM_PROBE, (event) => event.preventDefault(), { once: true });
