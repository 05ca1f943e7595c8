import type { Undo } from '../../channel/channel.ts';
import { listen } from '../listen.ts';
import type { Tap } from './tap.ts';

/** Reports what happens to the document as a whole: hide, show, freeze, resume, online, offline, rewrite. */
export function tapLifecycle({ report }: Tap, window: Window): Undo {
  const say = (state: string) => report({ layer: 'page', kind: 'lifecycle', state });
  const sayType = ({ type }: Event) => say(type);
  const { document } = window;
  return listen(
    document,
    [
      [document, 'visibilitychange', () => say(document.visibilityState === 'hidden' ? 'hide' : 'show')],
      [document, 'freeze', sayType],
      [document, 'resume', sayType],
      [window, 'online', sayType],
      [window, 'offline', sayType],
    ],
    () => say('rewrite'),
  );
}
