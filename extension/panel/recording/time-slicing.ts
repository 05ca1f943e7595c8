/** How long the panel may stand still, in ms. */
export const TURN = 100;
/** How often it is shown how far something is, in ms: a picture takes time that the work could have. */
export const SHOWN = 500;

/** Who waits for something that takes long. */
export interface Waiting {
  signal: AbortSignal;
  /** Now and then, but never within the first turn: how much is done, from 0 to 1. */
  onProgress(share: number): void;
}

/**
 * Shares the panel's time between work that takes long and everything else. The work asks between its steps, and is told
 * whether to go on; it was cancelled otherwise.
 */
export function takeTurns({ signal, onProgress }: Waiting): (share: number) => Promise<boolean> {
  let begun = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return async (share) => {
    if (performance.now() - begun < TURN) return true;
    if (performance.now() - shown > SHOWN) {
      onProgress(Math.min(1, share));
      shown = performance.now();
    }
    await new Promise((next) => setTimeout(next));
    begun = performance.now();
    return !signal.aborted;
  };
}
