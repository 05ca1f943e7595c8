import type { Loading } from './use-replay.ts';

/** How far a large file is read, and the way out; of one that is read in one go, that there is none. */
export function LoadingBar({ name, share, cancel }: Loading) {
  return (
    <section class="bar loading" aria-label="Loading">
      <span class="replay-title">
        Reading <b title={name}>{name}</b>
      </span>
      <progress value={share} aria-label="Read" />
      {cancel ? (
        <button type="button" class="link" onClick={cancel}>
          Cancel
        </button>
      ) : (
        <span class="soft">in one go, for it has not one event a line: the panel stands still meanwhile</span>
      )}
    </section>
  );
}
