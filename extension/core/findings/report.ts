import type { Trace } from '../trace/trace.ts';
import { evidenceOf } from './evidence.ts';
import type { Evidence, Finding, FindingCounts, Severity } from './finding.ts';

/** What a diagnosis says: the rest of a finding is kept for it. */
export type Draft = Omit<Finding, 'until'>;

/** Where diagnoses say what they found, and take it back. */
export interface Report {
  /** A finding by its id: said again, it is replaced, but for its beginning, its mutual evidence and its id. */
  raise(draft: Draft): void;
  get(id: string): Finding | undefined;
  /** It is so no longer, by the event at this index, or by time. Read only where there is such a finding, and it is not over. */
  settle(id: string, by: number | Evidence): void;
  /** Events of a page load were lost: what is so there may be over. */
  doubt(load: string): void;
  /** It was never so: a later event disproved it. */
  drop(id: string): void;
}

export interface Reported extends Report {
  list(): readonly Finding[];
  counts(): FindingCounts;
  readonly version: number;
  of(event: number): readonly Finding[];
  /** Findings that were left out for want of room. */
  readonly leftOut: number;
  clear(): void;
}

/** Findings that are kept: a page may make up any number. What is resolved goes first, then the oldest. */
const MAX_FINDINGS = 1_000;
/** Evidence of one finding: the first and the last of it. */
const MAX_EVIDENCE = 40;

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

export function createReport(trace: Trace): Reported {
  const findings = new Map<string, Finding>();
  const byEvent = new Map<number, Set<string>>();
  let version = 0;
  let leftOut = 0;
  let sorted: readonly Finding[] | undefined;

  function keep(finding: Finding): void {
    const before = findings.get(finding.id);
    if (before) unlink(before);
    findings.set(finding.id, finding);
    for (const { event } of finding.evidence) {
      const ids = byEvent.get(event) ?? new Set();
      byEvent.set(event, ids.add(finding.id));
    }
    changed();
    if (findings.size > MAX_FINDINGS) forgetOne();
  }

  function unlink({ id, evidence }: Finding): void {
    for (const { event } of evidence) {
      const ids = byEvent.get(event);
      ids?.delete(id);
      if (ids?.size === 0) byEvent.delete(event);
    }
  }

  function remove(finding: Finding): void {
    unlink(finding);
    findings.delete(finding.id);
    changed();
  }

  function forgetOne(): void {
    const resolved = [...findings.values()].find(({ state }) => state === 'resolved');
    const [oldest] = findings.values();
    const gone = resolved ?? oldest;
    if (!gone) return;
    leftOut += 1;
    remove(gone);
  }

  function changed(): void {
    version += 1;
    sorted = undefined;
  }

  return {
    get version() {
      return version;
    },
    get leftOut() {
      return leftOut;
    },
    get: (id) => findings.get(id),
    raise(draft) {
      const before = findings.get(draft.id);
      const isAgain = before?.state === 'resolved';
      const since = before && !isAgain ? Math.min(before.since, draft.since) : draft.since;
      const evidence = before && !isAgain ? merged(before.evidence, draft.evidence) : draft.evidence;
      keep({ ...draft, since, evidence });
    },
    settle(id, by) {
      const before = findings.get(id);
      if (!before || before.state === 'resolved') return;
      for (const last of typeof by === 'number' ? evidenceOf(trace, by) : [by])
        keep({ ...before, state: 'resolved', until: last.at, evidence: merged(before.evidence, [last]) });
    },
    doubt(load) {
      for (const finding of findings.values())
        if (finding.state === 'present' && finding.object.load === load) keep({ ...finding, state: 'unsure' });
    },
    drop(id) {
      const before = findings.get(id);
      if (before) remove(before);
    },
    list() {
      sorted ??= [...findings.values()].sort(worstFirst);
      return sorted;
    },
    counts() {
      const counts = { error: 0, warning: 0, info: 0, unsure: 0, resolved: 0 };
      for (const { severity, state } of findings.values()) counts[state === 'present' ? severity : state] += 1;
      return counts;
    },
    of(event) {
      const found = [...(byEvent.get(event) ?? [])].flatMap((id) => findings.get(id) ?? []);
      return found.sort(worstFirst);
    },
    clear() {
      findings.clear();
      byEvent.clear();
      leftOut = 0;
      changed();
    },
  };
}

/** Errors, warnings, what is unsure, infos, what is resolved; of equals the one that began last. */
function worstFirst(one: Finding, other: Finding): number {
  return rankOf(one) - rankOf(other) || other.since - one.since;
}

function rankOf({ severity, state }: Finding): number {
  if (state === 'resolved') return 10 + SEVERITIES.indexOf(severity);
  const rank = SEVERITIES.indexOf(severity);
  if (state === 'unsure') return 2 + rank;
  return severity === 'info' ? 6 : rank;
}

/** In the order of the trace, each event once: what was said of it last. */
function merged(before: readonly Evidence[], after: readonly Evidence[]): Evidence[] {
  const byEvent = new Map([...before, ...after].map((evidence) => [evidence.event, evidence]));
  const all = [...byEvent.values()].sort((one, other) => one.event - other.event);
  return all.length <= MAX_EVIDENCE ? all : [...all.slice(0, MAX_EVIDENCE / 2), ...all.slice(-MAX_EVIDENCE / 2)];
}
