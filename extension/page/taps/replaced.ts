import type { Undo } from '../../channel/channel.ts';
import { listen } from '../listen.ts';
import { ownProperty } from '../own-property.ts';
import type { Tap } from './tap.ts';

/** What Bayeux goes over: the browser's, as the taps have patched them. */
const WAYS = ['WebSocket', 'XMLHttpRequest', 'fetch', 'EventSource'] as const;
export type Way = (typeof WAYS)[number];

/** Longest name of a class that is told. */
const MAX_NAME = 100;

export interface ReplacedWays {
  /** Looks whether the page has put something of its own in the place of one since the last look. */
  look(): void;
  /** The browser's own was used. */
  used(way: Way): void;
  undo: Undo;
}

/**
 * Reports that the page has put something of its own in the place of what the taps patched, as a mock server does: what
 * does not lead to the browser's own is out of their reach. A class that inherits from the browser's leads there. Of a
 * function and of a Proxy nobody can say so before the browser's is used; of a class of its own not even then, because it may
 * have been used by somebody else.
 *
 * Nothing stands in the way of the page's assignment: what has become of it is looked at when there is an occasion.
 */
export function tapReplaced({ report, guarded, later }: Tap, window: Window): ReplacedWays {
  const patched = new Map(WAYS.map((way) => [way, standsAt(window, way)]));
  const seen = new Map(patched);
  /** What may lead to the browser's own, and what does not as far as one can see. */
  const doubtful = new Map<Way, 'until used' | 'always'>();

  const tell = (way: Way, leads: boolean) =>
    report({ layer: 'page', kind: 'replaced', name: way, by: nameOf(seen.get(way)), leads });

  function look(): void {
    for (const [way, ours] of patched) {
      const now = standsAt(window, way);
      if (ours === undefined || now === seen.get(way)) continue;
      seen.set(way, now);
      const doubt = now === ours ? undefined : doubtAbout(now, ours);
      if (doubt) doubtful.set(way, doubt);
      else if (!doubtful.delete(way)) continue;
      tell(way, !doubt);
    }
  }
  const lookGuarded = () => guarded('replaced', look);
  const leave = listen(window.document, [
    [window.document, 'DOMContentLoaded', lookGuarded],
    // The page's own listeners may do it, and come later.
    [window, 'load', () => later(look)],
    [window.document, 'visibilitychange', lookGuarded],
  ]);

  return {
    look: lookGuarded,
    used(way) {
      if (doubtful.size === 0 || doubtful.get(way) !== 'until used') return;
      doubtful.delete(way);
      tell(way, true);
    },
    undo: leave,
  };
}

/** Without asking an accessor of the page's: then it is that, which stands there. */
function standsAt(object: object, name: string): unknown {
  const own = ownProperty(object, name);
  return own?.get ?? own?.value;
}

function doubtAbout(value: unknown, ours: unknown): 'until used' | 'always' | undefined {
  const native = prototypeOf(ours);
  const own = prototypeOf(value);
  if (own === undefined || own === native) return 'until used';
  for (let object = Object.getPrototypeOf(own); object; object = Object.getPrototypeOf(object))
    if (object === native) return undefined;
  return 'always';
}

const prototypeOf = (value: unknown): object | undefined =>
  typeof value === 'function' ? ownProperty(value, 'prototype')?.value : undefined;

function nameOf(value: unknown): string {
  const name: unknown = typeof value === 'function' ? ownProperty(value, 'name')?.value : undefined;
  return typeof name === 'string' ? name.slice(0, MAX_NAME) : '';
}
