import type { Order, ShownCollection, StageAction, StageReport, Which } from './protocol.ts';

/** How long anything on the stage is waited for, in ms. A Bayeux client takes 5 s to come back by itself. */
export const PATIENCE = 20_000;
/** How long the page's question for the next order is held, in ms. */
const POLL = 10_000;
/** What a page may report in one run. */
const MOST_EVENTS = 10_000;

/** One page's side of a run: it polls for orders, and its reports can be waited for. */
export interface PageLink {
  /** Gives an order; resolves when it is carried out. */
  order(action: StageAction): Promise<ShownCollection | undefined>;
  /** The next order for the page; undefined after a while without one. */
  next(): Promise<Order | undefined>;
  take(reports: readonly StageReport[]): void;
  /** Resolves at the first report that fits and was not waited for before. */
  see(what: string, fits: (report: StageReport) => boolean, mark: ReportMark): Promise<void>;
  decisions(which: Which): string[];
  /** Rejects whatever is waited for. */
  end(): void;
}

/** How far reports of one kind were read. */
export interface ReportMark {
  at: number;
}

/** @param requestId the beginning of the names of the requests that orders lead to */
export function createPageLink(requestId: string): PageLink {
  const reports: StageReport[] = [];
  const orders: Order[] = [];
  const waiting = new Set<() => void>();
  let ordered = 0;
  let taken = 0;
  let ended = false;

  const wake = () => {
    for (const look of waiting) look();
  };

  /** Resolves to what `look` finds, now or after a report or an order; undefined after `ms`. */
  function until<T>(look: () => T | undefined, ms: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const check = () => {
        const found = ended ? undefined : look();
        if (found !== undefined || ended) finish(found);
      };
      const finish = (found: T | undefined) => {
        clearTimeout(timer);
        waiting.delete(check);
        resolve(found);
      };
      const timer = setTimeout(finish, ms, undefined);
      timer.unref();
      waiting.add(check);
      check();
    });
  }

  const decisions = (which: Which) =>
    reports.flatMap((report) => (report.kind === 'decision' && report.which === which ? [report.decision] : []));

  return {
    decisions,
    async order(action) {
      const n = ++ordered;
      orders.push({ n, action, requestId: `${requestId}${n}` });
      wake();
      const about = (report: StageReport) => (report.kind === 'done' || report.kind === 'failed') && report.n === n;
      const report = await until(() => reports.find(about), PATIENCE);
      if (report?.kind === 'failed') throw new Error(`The page could not ${action.do}: ${report.message}`);
      if (report?.kind !== 'done') throw new Error(`The page did not ${action.do} within ${PATIENCE} ms.`);
      return report.shown;
    },
    async next() {
      const order = await until(() => orders[taken], POLL);
      if (order) taken = order.n;
      return order;
    },
    take(more) {
      if (reports.length + more.length > MOST_EVENTS) return;
      reports.push(...more);
      wake();
    },
    async see(what, fits, mark) {
      const seen = await until(() => {
        const found = reports.findIndex((report, index) => index >= mark.at && fits(report));
        return found < 0 ? undefined : found;
      }, PATIENCE);
      if (seen === undefined) {
        const told = [...decisions('demo'), '/', ...decisions('opened')].join(' ');
        throw new Error(`${what} did not come within ${PATIENCE} ms; the page has reported: ${told}`);
      }
      mark.at = seen + 1;
    },
    end() {
      ended = true;
      wake();
    },
  };
}
