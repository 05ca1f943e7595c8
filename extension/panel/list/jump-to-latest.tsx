import { Icon } from '../controls/icon.tsx';

/** Follows again. It stands in a view's head, where it covers no row and takes no click from one. */
export function JumpToLatest({ onClick }: { onClick(): void }) {
  return (
    <button type="button" class="latest" aria-label="Jump to latest" title="Jump to latest ( F )" onClick={onClick}>
      <Icon name="down" /> <span>Latest</span>
    </button>
  );
}
