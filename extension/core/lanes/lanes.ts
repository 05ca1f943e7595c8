import type { Ledger } from '../ledger/ledger.ts';
import { createIndexColumn, type IndexColumn } from '../trace/index-column.ts';
import type { Trace } from '../trace/trace.ts';
import { createDocumentState, type DocumentState } from './document-state.ts';
import { createRate, type EventRate } from './event-histogram.ts';
import { createLane, LANE_KINDS, type Lane, type LaneIdentity, type LaneKind } from './lane.ts';
import { placeCollection, placeHeard } from './place-collection.ts';
import { placeConnection } from './place-connection.ts';
import { placePage } from './place-page.ts';
import { placeRequest } from './place-request.ts';
import { type DecisionEvent, type Moment, marked, type Placed } from './placement.ts';
import { isTrouble, TONES, type Tone } from './tone.ts';

/**
 * The trace as a timeline: a lane for the page, each connection, requests, each channel and each collection. Follows the
 * trace when it is asked to, and forgets with it.
 */
export interface Lanes {
  /** Page, connections, requests, channels, collections; within a kind in the order in which they came. Without empty ones. */
  readonly lanes: readonly Lane[];
  /** The earliest and latest time of what is here, in milliseconds since the epoch; NaN when nothing is. */
  readonly first: number;
  readonly last: number;
  readonly rate: EventRate;
  /** Events of the trace that are not on a lane yet. */
  readonly behind: number;
  /** Takes in at most `limit` further events, and lets go of what the trace forgot. */
  catchUp(limit: number): void;
  /** Where event `i` is seen, or nothing when it is on no lane. */
  placeOf(i: number): LanePlace | undefined;
}

/** The mark or bar on which an event is seen. */
export interface LanePlace {
  lane: Lane;
  /** The event whose mark or bar it is. */
  index: number;
  /** Of a bar: its row in the lane. A mark has none. */
  row: number | undefined;
  start: number;
  end: number;
}

/** More lanes than this share one for each kind: a page may make up names without end. */
const MAX_LANES = 1_000;
/** Two numbers in one column: the lane, and how many events before this one its bar began. */
const LANE_CODES = 1_024;
/** Documents whose bars may still end. */
const DOCUMENTS = 64;

/** `toneOf` says what a decision, the event at that index, means. */
export function createLanes(trace: Trace, ledger: Ledger, toneOf: (decision: DecisionEvent, i: number) => Tone): Lanes {
  let byKey = new Map<string, Lane>();
  let byNumber: Lane[] = [];
  let ordered: readonly Lane[] = [];
  let places: IndexColumn = createIndexColumn();
  const documents = new Map<string, DocumentState>();
  const rate = createRate();
  let next = trace.first;
  /** The trace's first event when the lanes last forgot with it. */
  let kept = trace.first;
  let last = Number.NaN;
  let earliest = Number.NaN;

  const moment = {
    i: 0,
    at: 0,
    document: createDocumentState(''),
    trace,
    ledger,
    toneOf,
    lane: (kind: LaneKind, key: string, name?: string) => laneOf(kind, key, name ?? key),
  } satisfies Moment;

  function laneOf(kind: LaneKind, key: string, name: string): Lane {
    const { frame } = moment.document;
    const known = byKey.get(`${kind} ${frame} ${key}`);
    if (known) return known;
    return byNumber.length < MAX_LANES ? makeLane({ kind, key, name, frame }) : othersOf(kind);
  }

  /** One for a kind, whatever frame they are of: a page makes up frames as it makes up names. */
  function othersOf(kind: LaneKind): Lane {
    return byKey.get(`${kind}  `) ?? makeLane({ kind, key: '', name: 'and others', frame: '' });
  }

  function makeLane(identity: LaneIdentity): Lane {
    const { kind, frame, key } = identity;
    const lane = createLane(byNumber.length, identity);
    byKey.set(`${kind} ${frame} ${key}`, lane);
    byNumber.push(lane);
    return lane;
  }

  function reset(): void {
    byKey = new Map();
    byNumber = [];
    places = createIndexColumn();
    for (const document of documents.values()) document.open.clear();
    rate.clear();
    last = earliest = Number.NaN;
    next = kept = trace.first;
  }

  function documentOf(load: string): DocumentState {
    const known = documents.get(load);
    if (known) return known;
    const document = createDocumentState(load);
    documents.set(load, document);
    if (documents.size > DOCUMENTS)
      for (const oldest of documents.keys()) {
        documents.delete(oldest);
        break;
      }
    return document;
  }

  /** The page has gone, and its frames with it: what they had begun never ends otherwise. */
  function endOthers(than: DocumentState, at: number): void {
    for (const document of documents.values()) {
      if (document === than) continue;
      for (const bar of document.open.values()) bar.end(at, 'aborted');
      document.open.clear();
    }
  }

  function add(i: number): void {
    moment.i = i;
    moment.at = trace.at(i);
    if (moment.document.load !== trace.load(i)) moment.document = documentOf(trace.load(i));
    if (!(last >= moment.at)) last = moment.at;
    if (!(earliest <= moment.at)) earliest = moment.at;
    const placed = place(i);
    rate.add(moment.at, placed !== undefined && isTrouble(placed.tone));
    const disproved = ledger.withdraws(i);
    if (disproved !== undefined) markAgain(disproved);
    if (placed) places.set(i, (i - placed.index) * LANE_CODES + placed.lane.number);
  }

  /** A decision that is withdrawn looks like one, where it is on its lane already. */
  function markAgain(i: number): void {
    const lane = byNumber[(places.get(i) ?? Number.NaN) % LANE_CODES];
    const event = trace.has(i) ? trace.event(i) : undefined;
    if (!lane || event?.layer !== 'collection' || event.kind !== 'decision') return;
    const at = trace.at(i);
    const k = lane.marks.find(at, i);
    const before = TONES[lane.marks.tone(k)];
    if (k < 0 || before === undefined) return;
    lane.remark(at, i, toneOf(event, i));
    if (isTrouble(before)) rate.calm(at);
  }

  /** Reads an event's line only when the columns do not say enough: most of a long trace are messages. */
  function place(i: number): Placed | undefined {
    const kind = trace.kind(i);
    const isPush = trace.method(i) !== '' && (kind === 'received' || kind === 'message');
    if (isPush && trace.layer(i) === 'collection') return placeHeard(i, trace.channel(i), moment);
    if (isPush) return marked(moment, laneOf('channel', trace.channel(i), trace.channel(i)), 'message');
    if (kind === 'change' || kind === 'ended') return undefined;
    const event = trace.event(i);
    switch (event.layer) {
      case 'page':
        if (event.kind === 'load') {
          moment.document.frame = event.frame ?? '';
          if (moment.document.frame === '') endOthers(moment.document, event.at);
        }
        return placePage(event, moment);
      case 'wire':
      case 'faye':
        return placeConnection(event, moment);
      case 'http':
        return placeRequest(event, moment);
      case 'collection':
        if (event.kind === 'request' || event.kind === 'response') return placeRequest(event, moment);
        return event.kind === 'message' ? placeHeard(i, event.channel, moment) : placeCollection(event, moment);
    }
  }

  function forget(): void {
    for (const lane of byNumber) lane.forget(trace.first);
    places.forget(trace.first);
    if (trace.first > kept && trace.end > trace.first) {
      earliest = Math.max(earliest, Math.min(trace.at(trace.first), last));
      rate.forget(earliest);
    }
    kept = trace.first;
  }

  return {
    get lanes() {
      return ordered;
    },
    get first() {
      return earliest;
    },
    get last() {
      return last;
    },
    rate,
    get behind() {
      return trace.end - Math.max(next, trace.first);
    },
    catchUp(limit) {
      if (trace.first >= next && trace.first > 0) reset();
      const end = Math.min(trace.end, next + limit);
      for (; next < end; next += 1) add(next);
      forget();
      const shown = byNumber.filter((lane) => !lane.isEmpty());
      if (shown.length === ordered.length && shown.every((lane) => ordered.includes(lane))) return;
      ordered = LANE_KINDS.flatMap((kind) => shown.filter((lane) => lane.kind === kind));
    },
    placeOf(i) {
      const code = places.get(i);
      if (code === undefined) {
        const other = ledger.rowOf(ledger.causeOf(i) ?? i);
        return other === i || places.get(other) === undefined ? undefined : this.placeOf(other);
      }
      const lane = byNumber[code % LANE_CODES];
      const index = i - Math.floor(code / LANE_CODES);
      return lane && seenAt(lane, index, trace.at(index));
    },
  };
}

/** A bar before the mark at which it begins: it tells more. */
function seenAt(lane: Lane, index: number, start: number): LanePlace | undefined {
  for (const [row, series] of lane.bars.entries()) {
    const k = series.find(start, index);
    if (k >= 0) return { lane, index, row, start, end: series.end(k) };
  }
  const k = lane.marks.find(start, index);
  return k >= 0 ? { lane, index, row: undefined, start, end: start } : undefined;
}
