import type { Report } from '../../extension/core/protocol/events.ts';
import type { Tap } from '../../extension/page/taps/tap.ts';

/** A tap's surroundings that keep what it reports. What it throws is the test's. */
export function gatheringTap(): Tap & { reports: Report[]; kinds(): string[] } {
  const reports: Report[] = [];
  return {
    reports,
    kinds: () => reports.map(({ layer, kind }) => `${layer}/${kind}`),
    report: (report) => void reports.push(JSON.parse(JSON.stringify(report))),
    frame: () => false,
    stack: () => undefined,
    guarded: (_where, work) => work(),
    later: (work) => work(),
  };
}
