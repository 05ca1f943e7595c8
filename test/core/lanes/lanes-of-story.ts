import { judge } from '../../../extension/core/explanation/judgement.ts';
import type { Lane, LaneKind } from '../../../extension/core/lanes/lane.ts';
import { createLanes, type Lanes } from '../../../extension/core/lanes/lanes.ts';
import { TONES } from '../../../extension/core/lanes/tone.ts';
import { createLedger, type Ledger } from '../../../extension/core/ledger/ledger.ts';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createTrace, type Trace } from '../../../extension/core/trace/trace.ts';
import { eventsOf } from '../../support/trace-language.ts';

/** A create whose echo overtakes its answer. */
export const OVERTAKEN = `
  added todos /api/todos
  request c1 create /api/todos crid=a
  http request h1 POST /api/todos
  received POST 7 crid=a
  message POST 7 crid=a
  decision held 7 waiting=["c1"]
  http response h1 201
  response c1 create 201 id=7
  decision matched-own-create 7 token=c1 via=response heldMs=40
`;

/** When stories in the trace language begin, in milliseconds since the epoch. */
export const BEGIN = 1_000_000;

export interface ToldLanes {
  trace: Trace;
  ledger: Ledger;
  lanes: Lanes;
  /** Takes in further events, without putting them on their lanes yet. */
  hear(events: readonly LiveEvent[]): void;
}

/** Lanes that have heard nothing yet. */
export function silentLanes(maxBytes = 64 * 1024 * 1024): ToldLanes {
  const trace = createTrace({ maxBytes });
  const ledger = createLedger(trace);
  return {
    trace,
    ledger,
    lanes: createLanes(trace, ledger, ({ decision, facts }) => judge(decision, facts).family),
    hear(events) {
      for (const event of events) ledger.add(trace.append(JSON.stringify(event), event), event);
    },
  };
}

/** The lanes of a story. */
export function lanesOfStory(story: string): ToldLanes {
  const told = silentLanes();
  told.hear(eventsOf(story));
  told.lanes.catchUp(Number.POSITIVE_INFINITY);
  return told;
}

/** The only lane of its kind. Throws when there is none, or another. */
export function onlyLane({ lanes }: Lanes, kind: LaneKind): Lane {
  const [lane, another] = lanes.filter((one) => one.kind === kind);
  if (!lane || another) throw new Error(`There is not one lane of ${kind}: ${lanes.map(({ name }) => name).join()}`);
  return lane;
}

/**
 * What is on a lane, a line each row, with times in milliseconds since the story began: `row 0: 10–40 ok, 50– pending`,
 * `marks: 20 message`.
 */
export function drawn(lane: Lane): string[] {
  const time = (at: number) => (at === Number.POSITIVE_INFINITY ? '' : `${Math.round(at - BEGIN)}`);
  const rows = lane.bars.map((series, row) => {
    series.firstFrom(0);
    const bars = Array.from(
      { length: series.size },
      (_, k) => `${time(series.start(k))}–${time(series.end(k))} ${TONES[series.tone(k)]}`,
    );
    return `row ${row}: ${bars.join(', ')}`;
  });
  lane.marks.firstFrom(0);
  const marks = Array.from(
    { length: lane.marks.size },
    (_, k) => `${time(lane.marks.start(k))} ${TONES[lane.marks.tone(k)]}`,
  );
  return marks.length === 0 ? rows : [...rows, `marks: ${marks.join(', ')}`];
}

/** Every lane by its name, and what is on it. */
export const allDrawn = ({ lanes }: Lanes): Record<string, string[]> =>
  Object.fromEntries(lanes.map((lane) => [[lane.kind, lane.name, lane.frame].join(' ').trim(), drawn(lane)]));
