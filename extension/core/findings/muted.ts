import type { Finding, FindingCounts } from './finding.ts';

/**
 * Which findings a user does not want to see again, by site. An entry names a site and a kind, or these and the collection
 * and document as well: findings have other ids after each reload.
 */
export type Muted = readonly string[];

/** Entries that are kept, and characters of one. */
export const MAX_MUTED = 200;
const MAX_ENTRY = 400;

export const isMuted = (muted: Muted, finding: Finding, site: string): boolean =>
  muted.length > 0 && (muted.includes(kindEntry(finding, site)) || muted.includes(oneEntry(finding, site)));

/** Mutes all findings of the kind on the site. */
export const kindEntry = ({ kind }: Finding, site: string): string => cut(`${site} ${kind}`);

/** Mutes the kind for this collection and document on the site. */
export const oneEntry = ({ kind, object }: Finding, site: string): string =>
  cut(JSON.stringify([site, kind, object.collection ?? '', object.channel ?? '', object.document ?? '']));

const cut = (text: string) => text.slice(0, MAX_ENTRY);

/** Is it what was stored? Anything may be. */
export const isMutedList = (stored: unknown): stored is Muted =>
  Array.isArray(stored) &&
  stored.length <= MAX_MUTED &&
  stored.every((entry) => typeof entry === 'string' && entry.length <= MAX_ENTRY);

/** The counts of a list, as `Findings.counts` gives them of all. */
export function countsOf(findings: readonly Finding[]): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0, unsure: 0, resolved: 0 };
  for (const { severity, state } of findings) counts[state === 'present' ? severity : state] += 1;
  return counts;
}
