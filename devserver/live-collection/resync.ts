/** When to fetch a snapshot: once at a time, once more when something happened meanwhile, again after a failure. */
export interface Resync {
  /** @param rebase the server's count may have begun anew */
  want(rebase?: boolean): void;
  /** Settles when no snapshot is due any more; rejects when the one that was under way failed. */
  settled(): Promise<void>;
  stop(): void;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** @param fetch brings one snapshot into the collection */
export function createResync(fetch: (rebase: boolean) => Promise<void>): Resync {
  let running: Promise<void> | undefined;
  let due = false;
  let rebase = false;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  async function run(): Promise<void> {
    while (due && !stopped) {
      const rebased = rebase;
      due = false;
      rebase = false;
      try {
        await fetch(rebased);
        failures = 0;
      } catch (error) {
        due = true;
        rebase ||= rebased;
        throw error;
      }
    }
  }

  function start(): void {
    clearTimeout(retry);
    retry = undefined;
    if (stopped || running) return;
    running = run().finally(() => {
      running = undefined;
    });
    running.catch(() => {
      // `fetch` has told of it; here it only has to be tried again.
      if (!stopped) retry = setTimeout(start, Math.min(FIRST_RETRY_MS * 2 ** failures++, LAST_RETRY_MS));
    });
  }

  return {
    want(rebased = false) {
      stopped = false;
      due = true;
      rebase ||= rebased;
      start();
    },
    settled: () => running ?? Promise.resolve(),
    stop() {
      stopped = true;
      due = false;
      clearTimeout(retry);
    },
  };
}
