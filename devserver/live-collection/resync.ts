/** When to fetch a snapshot: once at a time, once more when something happened meanwhile, again after a failure. */
export interface Resync {
  /** Settles when no snapshot is due any more; rejects when the one that was under way failed. */
  want(): Promise<void>;
  stop(): void;
  /** The application has fetched by itself: after a refusal, snapshots are fetched again. */
  allow(): void;
}

/** The server refuses the snapshot: to ask again would be refused again. */
export class RefusedError extends Error {}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** @param fetch brings one snapshot into the collection */
export function createResync(fetch: () => Promise<void>): Resync {
  let running: Promise<void> | undefined;
  let isDue = false;
  let isStopped = false;
  let refused: RefusedError | undefined;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    try {
      while (isDue) {
        isDue = false;
        await fetch();
        failures = 0;
      }
    } catch (error) {
      // `fetch`has reported it; here it only has to be tried again.
      if (error instanceof RefusedError) refused = error;
      else if (!isStopped) retry = setTimeout(want, Math.min(FIRST_RETRY_MS * 2 ** failures++, LAST_RETRY_MS));
      throw error;
    } finally {
      running = undefined;
    }
  }

  function want(): Promise<void> {
    if (refused) {
      const rejected = Promise.reject<void>(refused);
      rejected.catch(() => {});
      return rejected;
    }
    clearTimeout(retry);
    isStopped = false;
    isDue = true;
    running ??= run();
    running.catch(() => {});
    return running;
  }

  return {
    want,
    stop() {
      clearTimeout(retry);
      isStopped = true;
      isDue = false;
    },
    allow() {
      refused = undefined;
    },
  };
}
