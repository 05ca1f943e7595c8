import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, type Faults, type Match, readRule } from '../faults/index.ts';
import { FAULTS } from '../faults/rule.ts';
import type { ForeignClient } from './foreign-client.ts';
import { PATIENCE, type PageLink, type ReportMark } from './page-link.ts';
import type { Kind, ShownCollection, StageAction, Which } from './protocol.ts';
import type { Hold, PlayStage } from './scenario.ts';

/** How often the world is asked whether it agrees, in ms. */
const ASK_EVERY = 20;

/** A stage, and what is done on it before and after a play. */
export interface StagedPlay {
  readonly stage: PlayStage;
  /** Resolves when the page's collections are the server's and at rest. Rejects with what differs. */
  converge(): Promise<void>;
  /** Ends every fault, and the page's drafts and second collection. */
  strike(): Promise<void>;
}

/** @param requestId the beginning of the names of the page's requests */
export function createStage(
  page: PageLink,
  clientId: string,
  requestId: string,
  faults: Faults,
  foreign: ForeignClient,
): StagedPlay {
  const armed: string[] = [];
  const marks: Record<Which | 'settled', ReportMark> = { demo: { at: 0 }, opened: { at: 0 }, settled: { at: 0 } };
  let opened: Kind | undefined;
  let listens = true;
  const messageFaults: readonly string[] = [...FAULTS.message, ...FAULTS.envelope];

  function arm(fault: Fault, match: Match, more: object = {}): Hold {
    const rule = faults.arm(readRule({ fault, match, ...more })).armed;
    armed.push(rule.id);
    return {
      struck: () => agree(() => rule.holding > 0 || rule.left === 0, `${fault} did not strike`),
      release: () => void faults.disarm(rule.id),
    };
  }

  async function order(action: StageAction): Promise<ShownCollection | undefined> {
    if (action.do === 'open') opened = action.kind;
    if (action.do === 'dispose') listens = false;
    return page.order(action);
  }

  const decided = (decision: string, which: Which = opened ? 'opened' : 'demo') =>
    page.see(
      `The decision ${decision}`,
      (report) => report.kind === 'decision' && report.which === which && report.decision === decision,
      marks[which],
    );

  async function idOf(title: string): Promise<string> {
    const found = (await foreign.list()).find((row) => row.title === title);
    if (!found) throw new Error(`The server has no todo ${title}.`);
    return String(found._id);
  }

  async function difference(which: Which): Promise<string | undefined> {
    const [rows, shown] = [await foreign.list(), await page.order({ do: 'show', which })];
    if (!shown) return `the page shows no collection ${which}`;
    const { inFlight, held } = shown;
    if (inFlight + held > 0) return `${which}: ${inFlight} requests are in flight and ${held} messages held`;
    const theirs = byId(rows.filter((row) => which === 'demo' || opened !== 'active' || row.completed !== true));
    const ours = byId(shown.rows.filter((row) => row._id !== undefined));
    return ours === theirs ? undefined : `${which}: the page has ${ours}, the server ${theirs}`;
  }

  return {
    stage: {
      clientId,
      fault: arm,
      own: (fault, match = {}, more) =>
        arm(fault, { ...match, requestId, ...(messageFaults.includes(fault) && { clientId }) }, more),
      async page(action) {
        await order(action);
      },
      decided,
      failed: () => page.see('A failed request', ({ kind, ...report }) => isFailure(kind, report), marks.settled),
      count: (which) => page.decisions(which).length,
      idOf,
      async seed(title) {
        const id = await foreign.create(title);
        await decided('inserted');
        return id;
      },
      foreign,
    },

    async converge() {
      const parts: Which[] = opened && listens ? ['demo', 'opened'] : ['demo'];
      for (const which of parts) await agree(async () => difference(which), 'The page is not what the server is');
    },

    async strike() {
      for (const id of armed) faults.disarm(id);
      await page.order({ do: 'tidy' });
    },
  };
}

function isFailure(kind: string, report: object): boolean {
  return kind === 'settled' && 'ok' in report && report.ok === false;
}

/** Asks until the answer is yes (true or undefined); rejects with the last answer. */
async function agree(ask: () => Promise<string | undefined> | boolean, otherwise: string): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer === true || answer === undefined) return;
    if (performance.now() > deadline) throw new Error(answer === false ? `${otherwise}.` : `${otherwise}: ${answer}`);
    await pause(ASK_EVERY);
  }
}

function byId(rows: Record<string, unknown>[]): string {
  const sorted = rows.map((row) => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
  return JSON.stringify(sorted.sort((a, b) => String(a._id).localeCompare(String(b._id))));
}
