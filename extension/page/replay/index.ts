/**
 * What acts a replay out, brought into the page's own world when a panel begins one: most pages never have any, and do not
 * pay for it. Brought again, it leaves the stage that there is; where no probe is, it leaves nothing.
 */
import { meetingPlace, TO_PROBE, tell } from '../../channel/window.ts';
import { bringStage } from './replay-target.ts';

if (tell(meetingPlace(window), TO_PROBE, '')) bringStage(window);
