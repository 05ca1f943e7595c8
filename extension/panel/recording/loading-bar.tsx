/** A recording that is being read or written. */
export interface Loading {
  name: string;
  /** From 0 to 1; nothing where it is read in one go. */
  share: number | undefined;
  /** Nothing where it is read in one go. */
  cancel: (() => void) | undefined;
  /** It is shown already in the place of what was open, and what was read stays when it is cancelled. */
  shown?: boolean;
}

export interface LoadingBarProps extends Loading {
  doing: 'Reading' | 'Writing';
}

/** How far a large file is read or written, and the way out; of one that is read in one go, that there is none. */
export function LoadingBar({ doing, name, share, cancel, shown = false }: LoadingBarProps) {
  return (
    <section class="bar loading" aria-label={doing === 'Reading' ? 'Loading' : 'Saving'}>
      <span class="replay-title">
        {doing} <b title={name}>{name}</b>
      </span>
      <progress value={share} aria-label={doing === 'Reading' ? 'Read' : 'Written'} />
      {cancel ? (
        <button type="button" class="link" onClick={cancel}>
          {shown ? 'Stop here' : 'Cancel'}
        </button>
      ) : (
        <span class="soft">
          in one go, because the file does not have one event on each line: the panel does not respond meanwhile
        </span>
      )}
    </section>
  );
}
