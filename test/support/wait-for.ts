import { setTimeout as pause } from 'node:timers/promises';

/** How long a condition may take to come true, in ms. */
export const patience = 20_000;

/**
 * Asks `probe` until it answers with something truthy, and resolves to that.
 * A probe that throws is asked again: a document on its way to the next one has no answer yet.
 * @param what completes the sentence "waited for …"
 * @throws after `timeout` ms, an error that names what was waited for and the last answer or failure
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T> | T,
  timeout = patience,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const answer = await probe();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`Waited ${timeout} ms for ${what}; last seen: ${seen}`, { cause: last });
    }
    await pause(50);
  }
}
