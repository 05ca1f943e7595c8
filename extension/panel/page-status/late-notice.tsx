import { Tool } from '../controls/toolbar.tsx';
import type { Capture } from './capture.ts';

export interface LateNoticeProps {
  capture: Capture;
  onReload(): void;
  onDismiss(): void;
}

/** Says what the panel cannot know of a page that it came to late, and offers to have it from the start. */
export function LateNotice({ capture: { began, olderSockets, lateAgain }, onReload, onDismiss }: LateNoticeProps) {
  return (
    <div class="bar late-notice" role="status">
      <span>
        Capture began {timeOf(began)}
        {olderSockets > 0 ? `; ${older(olderSockets)} than that` : ', after the page had begun'}.
        {lateAgain && ' That was already so before the reload.'}
      </span>
      {!lateAgain && (
        <button type="button" class="action" onClick={onReload}>
          Reload to see it from the start
        </button>
      )}
      <Tool icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  );
}

const older = (sockets: number) => (sockets === 1 ? '1 socket is older' : `${sockets} sockets are older`);
const timeOf = (at: number) => new Date(at).toLocaleTimeString('en-GB');
