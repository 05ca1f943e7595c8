import type { Undo } from '../../channel/channel.ts';
import type { Tap } from './tap.ts';

/** Reports what happens to the document as a whole: hide, show, freeze, resume, online, offline. */
export function tapLifecycle({ report }: Tap, window: Window): Undo {
  const say = (state: string) => () => report({ layer: 'page', kind: 'lifecycle', state });
  const { document } = window;
  const taps: [EventTarget, string, () => void][] = [
    [document, 'visibilitychange', () => say(document.visibilityState === 'hidden' ? 'hide' : 'show')()],
    [document, 'freeze', say('freeze')],
    [document, 'resume', say('resume')],
    [window, 'online', say('online')],
    [window, 'offline', say('offline')],
  ];
  for (const [target, event, listener] of taps) target.addEventListener(event, listener);
  return () => {
    for (const [target, event, listener] of taps) target.removeEventListener(event, listener);
  };
}
