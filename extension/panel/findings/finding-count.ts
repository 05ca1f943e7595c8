import { countsOf, isMuted, type Muted } from '../../core/findings/muted.ts';
import type { Session } from '../../core/session.ts';
import type { TabCount } from '../view.ts';
import { countWords } from './finding-text.ts';
import { siteOf } from './site.ts';

/** What the tab of the findings counts: what is wrong now, else what may be. Seen from every view. */
export function findingCount(session: Session, muted: Muted): TabCount | undefined {
  const counts = countsHeard(session, muted);
  const words = countWords({ ...counts, info: 0, resolved: 0 });
  if (counts.error > 0) return { count: counts.error, severity: 'error', words };
  const unsure = counts.warning + counts.unsure;
  return unsure > 0 ? { count: unsure, severity: 'unsure', words } : undefined;
}

/** How many there are of those that are not muted. */
export function countsHeard({ findings, status }: Session, muted: Muted) {
  if (muted.length === 0) return findings.counts();
  const site = siteOf(status().url);
  return countsOf(findings.list().filter((finding) => !isMuted(muted, finding, site)));
}
