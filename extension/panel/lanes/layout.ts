import { LANE_KINDS, type Lane, type LaneKind } from '../../core/lanes/lane.ts';

/** Heights in CSS pixels. */
export const BAR_ROW = 18;
export const BAR_HEIGHT = 14;
const LANE_PADDING = 3;
export const GROUP_HEIGHT = 24;

/** As many lanes of a kind get a heading by which they can be folded away. */
const WORTH_A_HEADING = 4;

export const GROUP_NAMES: Readonly<Record<LaneKind, string>> = {
  page: 'Page',
  connection: 'Connections',
  request: 'Requests',
  channel: 'Channels',
  collection: 'Collections',
};

/** A lane as it is drawn, from its `top`, in CSS pixels from the top of all. */
export interface LaidLane {
  lane: Lane;
  top: number;
  height: number;
  /** The first of its kind, which a line sets apart from those above. */
  isFirst: boolean;
}

export interface Heading {
  kind: LaneKind;
  count: number;
  isOpen: boolean;
  top: number;
}

export interface Layout {
  lanes: readonly LaidLane[];
  headings: readonly Heading[];
  height: number;
}

/** Where each lane stands; those whose kind is `folded` do not. */
export function layOut(lanes: readonly Lane[], folded: ReadonlySet<LaneKind>): Layout {
  const laid: LaidLane[] = [];
  const headings: Heading[] = [];
  let top = 0;
  for (const kind of LANE_KINDS) {
    const group = lanes.filter((lane) => lane.kind === kind);
    if (group.length >= WORTH_A_HEADING) {
      const isOpen = !folded.has(kind);
      headings.push({ kind, count: group.length, isOpen, top });
      top += GROUP_HEIGHT;
      if (!isOpen) continue;
    }
    for (const [n, lane] of group.entries()) {
      const height = 2 * LANE_PADDING + Math.max(1, lane.bars.length) * BAR_ROW;
      laid.push({ lane, top, height, isFirst: n === 0 });
      top += height;
    }
  }
  return { lanes: laid, headings, height: top };
}

/** The top of the bars of row `row`; marks stand in row 0. */
export const rowTop = ({ top }: LaidLane, row: number): number =>
  top + LANE_PADDING + row * BAR_ROW + (BAR_ROW - BAR_HEIGHT) / 2;
export const rowMiddle = (laid: LaidLane, row: number): number => rowTop(laid, row) + BAR_HEIGHT / 2;

/** The lane at `y`, and the row of bars in it. */
export function laneAt({ lanes }: Layout, y: number): { laid: LaidLane; row: number } | undefined {
  const laid = lanes.find(({ top, height }) => y >= top && y < top + height);
  if (!laid) return undefined;
  const row = Math.floor((y - laid.top - LANE_PADDING) / BAR_ROW);
  return { laid, row: Math.max(0, Math.min(row, Math.max(1, laid.lane.bars.length) - 1)) };
}
