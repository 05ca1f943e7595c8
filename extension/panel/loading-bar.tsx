import type { Loading } from './use-replay.ts';

/** How far a large file is read, and the way out. */
export function LoadingBar({ name, share, cancel }: Loading) {
  return (
    <section class="bar loading" aria-label="Loading">
      <span class="replay-title">
        Reading <b title={name}>{name}</b>
      </span>
      <progress value={share} aria-label="Read" />
      <button type="button" class="link" onClick={cancel}>
        Cancel
      </button>
    </section>
  );
}
