/** All taps in one script for a page of a test, without the extension around them: what they report is in `window.tapped`. */
import type { Report } from '../../../extension/core/protocol/events.ts';
import { tapAll } from '../../../extension/page/taps/all.ts';

export interface TappedPage {
  readonly reports: Report[];
  /** Puts everything back. */
  undo(): void;
  /** Looks again. */
  redo(): void;
}

declare global {
  interface Window {
    tapped?: TappedPage;
  }
}

const reports: Report[] = [];
function guarded(where: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    reports.push({ layer: 'page', kind: 'probe-error', message: String(error), where });
  }
}
const attach = () =>
  tapAll(
    {
      report: (report) => void reports.push(JSON.parse(JSON.stringify(report))),
      frame: () => false,
      stack: () => undefined,
      guarded,
      later: (work) => void setTimeout(() => guarded('later', work)),
    },
    window,
  );
let taps = attach();
window.tapped = {
  reports,
  undo: () => taps.undo(),
  redo() {
    taps = attach();
  },
};
