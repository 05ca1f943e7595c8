import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults/index.ts';
import { scenarios } from './catalogue.ts';
import type { ForeignClient } from './foreign-client.ts';
import { createPageLink, type PageLink } from './page-link.ts';
import { type Call, STAGE_CHANNEL } from './protocol.ts';
import type { Scenario } from './scenario.ts';
import { createStage } from './stage.ts';

/** A scenario that is, or was, played. */
export interface Run {
  readonly id: string;
  readonly name: string;
  state: 'waiting for a page' | 'playing' | 'played' | 'failed';
  /** What the collection concerned has decided so far. */
  decisions: string[];
  /** Were the page's collections the server's in the end, and at rest? */
  converged: boolean;
  /** What went wrong. */
  problem?: string;
}

export interface Director {
  /** Plays a scenario on the first page that answers; ends one that still waits for a page. Undefined when there is none of that name. */
  play(name: string): { run: Run; ended: Promise<Run> } | undefined;
  /** Is one being played just now? */
  readonly isBusy: boolean;
  run(id: string): Run | undefined;
  /** The last run of each scenario, by name. */
  readonly last: ReadonlyMap<string, Run>;
  /** A page wants to play a run. Only the first one gets it. */
  claim(runId: string, clientId: string): PageLink | undefined;
  /** The page that plays a run. */
  page(runId: string): PageLink | undefined;
  /** A session has subscribed: it may be the page that a run waits for. */
  hasCome(clientId: string): void;
}

interface Current {
  run: Run;
  scenario: Scenario;
  link: PageLink | undefined;
  end(): void;
}

/** @param channel the demo's: a client that is subscribed to it may be a page to play on */
export function createDirector(faults: Faults, foreign: ForeignClient, channel: string): Director {
  const last = new Map<string, Run>();
  let current: Current | undefined;
  /** Todos of earlier plays, to be cleared away before the next one. */
  let leftovers: string[] = [];

  const call = (run: string, clientId: string) => {
    const data: Call = { run, clientId };
    faults.send(clientId, { channel: STAGE_CHANNEL, data });
  };

  async function perform({ run, scenario }: Current, page: PageLink, clientId: string): Promise<void> {
    const requestId = `${scenario.name}-${run.id.slice(0, 4)}-`;
    const { stage, converge, strike } = createStage(page, clientId, requestId, faults, foreign);
    const before = new Set<unknown>();
    try {
      for (const id of leftovers) await foreign.remove(id);
      leftovers = [];
      await converge();
      for (const row of await foreign.list()) before.add(row._id);
      const already = stage.count('demo');
      try {
        await scenario.play(stage);
        await converge();
        run.converged = true;
        run.state = 'played';
      } finally {
        const opened = page.decisions('opened');
        run.decisions = opened.length > 0 ? opened : page.decisions('demo').slice(already);
        await strike();
        for (const row of await foreign.list()) if (!before.has(row._id)) leftovers.push(String(row._id));
      }
    } catch (error) {
      run.state = 'failed';
      run.problem = error instanceof Error ? error.message : String(error);
    }
  }

  return {
    last,
    get isBusy() {
      return current?.run.state === 'playing';
    },
    run: (id) => [...last.values()].find((run) => run.id === id),

    play(name) {
      const scenario = scenarios.find((known) => known.name === name);
      if (!scenario || current?.run.state === 'playing') return undefined;
      current?.end();
      const run: Run = { id: randomUUID(), name, state: 'waiting for a page', decisions: [], converged: false };
      last.set(name, run);
      const ended = new Promise<Run>((resolve) => {
        current = { run, scenario, link: undefined, end: () => resolve(run) };
      });
      for (const session of faults.sessions.list()) {
        if (session.channels.has(channel)) call(run.id, session.clientId);
      }
      return { run, ended };
    },

    claim(runId, clientId) {
      const playing = current;
      if (playing?.run.id !== runId || playing.link || !faults.sessions.get(clientId)) return undefined;
      const link = createPageLink(`${playing.scenario.name}-${runId.slice(0, 4)}-`);
      playing.link = link;
      playing.run.state = 'playing';
      void perform(playing, link, clientId).finally(() => {
        link.end();
        if (current === playing) current = undefined;
        playing.end();
      });
      return link;
    },

    page: (runId) => (current?.run.id === runId ? current.link : undefined),

    hasCome(clientId) {
      if (current?.run.state === 'waiting for a page') call(current.run.id, clientId);
    },
  };
}
