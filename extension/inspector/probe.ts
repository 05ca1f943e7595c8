/** The probe as the inspector's demo carries it: first in the document, whose frame stands for a tab of its own. */
import { attachProbe } from '../page/attach.ts';
import { bringStage } from '../page/replay/replay-target.ts';
import { thisDocument } from '../page/this-document.ts';

bringStage(window);
attachProbe({ ...thisDocument(window, 'early'), attach: 'early', top: window });
