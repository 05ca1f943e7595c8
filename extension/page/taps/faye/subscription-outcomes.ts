import type { Undo } from '../../../channel/channel.ts';
import { aroundCalls } from '../../patch/patch.ts';
import { apply } from '../../patch/proxy-function.ts';
import { isObject } from '../../values.ts';
import type { Guarded } from '../tap.ts';

/** Says whether the server accepted the subscription, and if not, by which error it refused. */
export type Outcome = (ok: boolean, error?: unknown) => void;

/** What becomes of the subscriptions that an application has asked for. */
export interface SubscriptionOutcomes {
  /** Calls back once the application is told, or now if it has been already. */
  of(subscription: Record<string, unknown>, told: Outcome): void;
}

/**
 * Watches the method by which Faye tells a subscription's outcome. To ask the subscription itself makes promises, which
 * showed in a profile of 5,000 subscriptions. That is done for the first one only, whose class was not known when it was
 * made.
 *
 * @param undoes gets what puts the method back
 */
export function watchOutcomes(guarded: Guarded, undoes: Undo[]): SubscriptionOutcomes {
  const prototypes = new WeakSet<object>();
  const waiting = new WeakMap<object, Outcome>();
  const known = new WeakMap<object, Parameters<Outcome>>();

  function isWatched(subscription: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(subscription);
    if (!isObject(prototype) || prototypes.has(prototype)) return isObject(prototype);
    if (!Object.hasOwn(prototype, 'setDeferredStatus') || Object.hasOwn(subscription, 'setDeferredStatus'))
      return false;
    prototypes.add(prototype);
    undoes.push(
      aroundCalls(guarded, prototype, 'setDeferredStatus', (self, [status, error]) => {
        if (!isObject(self) || (status !== 'succeeded' && status !== 'failed')) return undefined;
        const outcome: Parameters<Outcome> = [status === 'succeeded', error];
        const told = waiting.get(self);
        waiting.delete(self);
        if (!told) known.set(self, outcome);
        return told && (() => told(...outcome));
      }),
    );
    return false;
  }

  return {
    of(subscription, told) {
      if (isWatched(subscription)) {
        const outcome = known.get(subscription);
        if (outcome) told(...outcome);
        else waiting.set(subscription, told);
        return;
      }
      // Faye's own way to be told beside others. Its promise always has a handler of Faye's own (`deferrable.js`, `then` in
      // `setDeferredStatus`): a refusal that nobody looks at stays as silent as it is without us.
      const { callback, errback } = subscription;
      if (typeof callback === 'function') apply(callback, subscription, [() => told(true)]);
      if (typeof errback === 'function') apply(errback, subscription, [(error: unknown) => told(false, error)]);
    },
  };
}
