/** The snapshots that a collection fetches by itself: the list that the application asked for last, merged. */
import type Backbone from 'backbone';
import type { Livable } from './live-parts.ts';
import { createResync, RefusedError, type Resync } from './resync.ts';

/** Of the options of a fetch, the application's callbacks and how its outcome is shown: for that one fetch alone. */
const NOT_REPEATED: ReadonlySet<string> = new Set(
  'success error complete beforeSend statusCode reset silent merge at'.split(' '),
);

export interface Snapshots extends Resync {
  /** Of the application's options for a fetch, keeps what says which list that is, and how it is asked for. */
  remember(options: Backbone.CollectionFetchOptions): void;
}

/**
 * @param url for the message of an error
 * @param fail is called with the error of a snapshot that could not be fetched
 */
export function createSnapshots<M extends Backbone.Model>(
  collection: Livable<M>,
  url: string,
  fail: (error: Error) => void,
): Snapshots {
  let asked: Backbone.CollectionFetchOptions = {};
  const resync = createResync(fetchSnapshot);

  function fetchSnapshot(): Promise<void> {
    let lost: ReturnType<typeof setTimeout>;
    return new Promise<void>((resolve, reject) => {
      const error = (_?: unknown, xhr?: { status?: number }) => {
        const status = xhr?.status ?? 0;
        const message = `${url} could not be fetched (status ${status}).`;
        const isRefused = status === 401 || status === 403;
        const failure = isRefused
          ? new RefusedError(`${message} The collection catches up again after the application's next fetch.`)
          : new Error(message);
        fail(failure);
        reject(failure);
      };
      // An answer that never comes must not be waited for: there would be no other resync.
      lost = later(error, collection.releaseAfter);
      const how = { ...collection.resyncOptions({ ...asked }), resync: true, success: () => resolve(), error };
      collection.fetch(how as Backbone.CollectionFetchOptions);
    }).finally(() => clearTimeout(lost));
  }

  return {
    ...resync,
    remember(options) {
      resync.allow();
      // One that adds to the list, as another page, does not make it, nor does one that only looks after what is there.
      if (options.remove === false || options.add === false) return;
      asked = Object.fromEntries(Object.entries(options).filter(([name]) => !NOT_REPEATED.has(name)));
    },
  };
}

/** @param ms after how long; in Node, a request that nobody answers is no reason to stay alive */
export function later(work: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(work, ms);
  (timer as { unref?(): void }).unref?.();
  return timer;
}
