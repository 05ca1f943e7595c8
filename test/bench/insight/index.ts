import { messageOf } from '../../../extension/core/bayeux/event-message.ts';
import { createChangedAttributes } from '../../../extension/core/collections/changed-attributes.ts';
import { createCollections } from '../../../extension/core/collections/collections.ts';
import { createFindings } from '../../../extension/core/findings/findings.ts';
import { createLedger } from '../../../extension/core/ledger/ledger.ts';
import { isLiveEvent, type LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createRows } from '../../../extension/core/rows.ts';
import { createConnections } from '../../../extension/core/subscriptions/connections.ts';
import { createSubscriptions } from '../../../extension/core/subscriptions/subscriptions.ts';
import { createTrace } from '../../../extension/core/trace/trace.ts';
import { median } from '../compare.ts';
import { atMost, type Measured, seen } from '../figure.ts';
import { recordedLines } from '../panel/recorded-lines.ts';

const EVENTS = 1_000_000;
const TURNS = 3;
const MAX_BYTES = 1024 * 1024 * 1024;

/** What it costs to find out by itself what is wrong. */
export async function* insight(): AsyncIterable<Measured> {
  const without: number[] = [];
  const withThem: number[] = [];
  let found = 0;
  // One after the other, so that both are slow together where the machine is.
  for (let turn = 0; turn <= TURNS; turn += 1) {
    const floor = takeIn(false).ms;
    const { ms, findings } = takeIn(true);
    // The first turn warms up.
    if (turn === 0) continue;
    without.push(floor);
    withThem.push(ms);
    found = findings;
  }
  const name = 'taking in 1,000,000 events';
  yield seen('ms', `${name} without findings, processor time`, median(without));
  yield seen('ms', `${name} with findings, processor time`, median(withThem));
  yield seen('findings', 'in that recording, of which each is worth knowing only', found);
  yield atMost(
    1.25,
    '×',
    `${name} with findings, to the time without`,
    median(withThem.map((ms, n) => ms / (without[n] ?? ms))),
  );
}

/** The stages of a session, as it runs them. */
function takeIn(finds: boolean): { ms: number; findings: number } {
  const trace = createTrace({ maxBytes: MAX_BYTES });
  const ledger = createLedger(trace);
  const subscriptions = createSubscriptions();
  const connections = createConnections();
  const collections = createCollections(trace);
  const keeper = createRows({ trace, ledger, changedBy: createChangedAttributes(trace, collections), onTurn() {} });
  const findings = createFindings({ trace, ledger, collections, subscriptions, connections });
  let ms = 0;
  let began = processorTime();
  for (const line of inPortions(recordedLines(EVENTS), (passed) => {
    ms += passed.to - began;
    began = processorTime();
  })) {
    const event: LiveEvent = JSON.parse(line);
    if (!isLiveEvent(event)) throw new Error(`no event: ${line}`);
    const message = messageOf(event);
    const channel = event.layer === 'collection' ? collections.channelOf(event.load, event.source) : '';
    const i = trace.append(line, event, message, channel);
    ledger.add(i, event, message);
    subscriptions.add(i, event, message);
    connections.add(i, event, message);
    collections.add(i, event);
    keeper.add(i, event);
    if (finds) findings.add(i, event, message);
  }
  return { ms: ms + processorTime() - began, findings: findings.list().length };
}

/** Of this process, in ms: what else the machine does takes none of it. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const PORTION = 10_000;

/** Makes the lines of the next portion while the clock stands still. */
function* inPortions(lines: Iterable<string>, refilled: (passed: { to: number }) => void): Generator<string> {
  let portion: string[] = [];
  const next = function* (): Generator<string> {
    const to = processorTime();
    const taken = portion;
    portion = [];
    refilled({ to });
    yield* taken;
  };
  for (const line of lines) {
    portion.push(line);
    if (portion.length === PORTION) yield* next();
  }
  yield* next();
}
