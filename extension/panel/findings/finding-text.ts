import { listed } from '../../core/explanation/format.ts';
import { type Sentence, wholeTextOf } from '../../core/explanation/sentence.ts';
import type { Finding, FindingCounts, FindingState } from '../../core/findings/finding.ts';
import { timeOfDay, timeSpan } from '../controls/format-time.ts';

const STATES: Readonly<Record<FindingState, string>> = {
  present: 'still so',
  unsure: 'unsure',
  resolved: 'resolved',
};

/** `still so`, `resolved`, `unsure` */
export const stateWords = ({ state }: Pick<Finding, 'state'>): string => STATES[state];

/** `Todos · …9602a9`, or the channel where no collection is known. */
export function objectWords({ object }: Finding, shorten: (id: string) => string): string {
  const { collection, channel, client, document } = object;
  return [collection ?? channel ?? client, document === undefined ? undefined : shorten(document)]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

/** `2 wrong now · 1 may be wrong · 4 resolved`; '' for none. */
export function countWords({ error, warning, unsure, info, resolved }: FindingCounts): string {
  const parts = [
    error > 0 && `${error} wrong now`,
    warning > 0 && `${warning} ${warning === 1 ? 'warning' : 'warnings'}`,
    unsure > 0 && `${unsure} unsure`,
    info > 0 && `${info} ${info === 1 ? 'note' : 'notes'}`,
    resolved > 0 && `${resolved} resolved`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** A finding as text for a bug report: names are whole, times are local. */
export function findingText(finding: Finding, url: string): string {
  const { title, object, since, until, expected, observed, why, advice, evidence } = finding;
  const { cids = [] } = object;
  const first = evidence[0]?.at ?? since;
  const lines = [
    `${title}: ${objectWords(finding, (id) => id)}${cids.length > 1 ? ` (models ${listed(cids)})` : ''}`,
    url === '' ? undefined : `Page      ${url}`,
    `State     ${stateWords(finding)}, since ${timeOfDay(since)}${until === undefined ? '' : `, until ${timeOfDay(until)}`}`,
    expected && `Expected  ${wholeTextOf(expected)}`,
    observed && `Seen      ${wholeTextOf(observed)}`,
    `Why       ${wholeTextOf(why)}`,
    `To do     ${wholeTextOf(advice)}`,
    '',
    ...evidence.map(
      ({ at, label, isCulprit }) => `${timeSpan(at - first).padStart(10)}  ${label}${isCulprit ? '   <- here' : ''}`,
    ),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

/** A sentence that begins one: `it added…` → `It added…`. */
export function capitalised(sentence: Sentence): Sentence {
  const [first, ...rest] = sentence;
  return typeof first === 'string' && first !== ''
    ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest]
    : sentence;
}
