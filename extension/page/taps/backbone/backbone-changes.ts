import type { Undo } from '../../../channel/channel.ts';
import { type Around, aroundCalls, undoAll } from '../../patch/patch.ts';
import { ownerOf } from '../../values.ts';
import type { Tap } from '../tap.ts';

export interface BackboneChanges {
  /**
   * Sees the events of this object from now on, and of all others that share its `trigger`: collections of the same copy
   * of Backbone. Does nothing where they are seen already.
   * @returns are they seen? Not where the page has frozen its prototypes, and not before `trigger` is mixed in
   */
  follow(target: object): boolean;
  /** Are its events seen? The page may have given it another `trigger` since. */
  isFollowed(target: object): boolean;
  undo: Undo;
}

/** Is told what a call of `trigger` passes on, in Backbone's order: the event's name, then its arguments. */
export type Triggered = (args: unknown[]) => void;

/**
 * Sees Backbone's events where all of them pass, whatever its version: at `trigger`, by the object in the chain that has
 * it. From 1.0 to 1.6 that is `Collection.prototype`, which a collection reveals also where no global does; 1.0 and 1.1
 * mix it in after the class was assigned.
 *
 * @param listenerOf is asked at every event who gets it
 */
export function tapChanges({ guarded }: Tap, listenerOf: (target: object) => Triggered | undefined): BackboneChanges {
  const undoes: Undo[] = [];
  /** By owner, the `trigger` that is its own since we patched it. */
  const followed = new WeakMap<object, unknown>();
  /** The calls that were told and are under way, the innermost last. */
  const underWay: { patched: object; target: object; event: unknown; subject: unknown }[] = [];

  function around(): Around {
    const patched = {};
    return (self, args) => {
      const target = self as object;
      const triggered = listenerOf(target);
      if (!triggered) return undefined;
      const [event, subject] = args;
      const outer = underWay.at(-1);
      // A derived class's `trigger` calls the one that it overrides: one event, that passes two of them.
      if (outer && outer.target === target && outer.event === event && outer.subject === subject)
        if (outer.patched !== patched) return undefined;
      triggered(args);
      underWay.push({ patched, target, event, subject });
      return () => void underWay.pop();
    };
  }

  function isFollowed(target: object): boolean {
    const owner = ownerOf(target, 'trigger');
    return owner !== undefined && followed.has(owner) && Reflect.get(owner, 'trigger') === followed.get(owner);
  }

  return {
    isFollowed,
    follow(target) {
      const owner = ownerOf(target, 'trigger');
      if (!owner) return false;
      if (isFollowed(target)) return true;
      const before: unknown = Reflect.get(owner, 'trigger');
      undoes.push(aroundCalls(guarded, owner, 'trigger', around()));
      const after: unknown = Reflect.get(owner, 'trigger');
      if (after === before) return false;
      followed.set(owner, after);
      return true;
    },
    undo: undoAll(guarded, undoes),
  };
}
