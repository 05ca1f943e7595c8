import type { Finding } from '../../core/findings/finding.ts';
import type { Session } from '../../core/session.ts';
import { EventLink } from '../controls/event-link.tsx';
import { timeSpan } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';

export interface MomentProps {
  session: Session;
  finding: Finding;
  onSelect(index: number): void;
}

/** The moment as a picture: what came when, each on its line and at its place in time, and where it went wrong. */
export function Moment({ session, finding, onSelect }: MomentProps) {
  const { evidence } = finding;
  const first = evidence[0]?.at ?? 0;
  const span = Math.max(1, (evidence.at(-1)?.at ?? first) - first);
  return (
    <ol class="finding-moment" aria-label="What came when">
      {evidence.map(({ event, at, label, isCulprit }) => (
        <li key={event} data-culprit={isCulprit}>
          <span class="moment-time">{timeSpan(at - first)}</span>
          <span class="moment-track" aria-hidden="true">
            <span class="moment-mark" style={{ left: `${((at - first) / span) * 100}%` }} />
          </span>
          <span class="moment-label">
            <EventLink session={session} event={event} title={label} onSelect={onSelect}>
              {label}
            </EventLink>
            {isCulprit && (
              <b class="wrong">
                <Icon name="warning" /> here
              </b>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
