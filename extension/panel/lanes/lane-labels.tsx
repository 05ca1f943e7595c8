import type { Lane, LaneKind } from '../../core/lanes/lane.ts';
import { Icon, type IconName } from '../controls/icon.tsx';
import { GROUP_NAMES, type Layout } from './layout.ts';

export interface LaneLabelsProps {
  layout: Layout;
  /** The lane that the keys move in. */
  current: Lane | undefined;
  onLane(lane: Lane): void;
  onFold(kind: LaneKind): void;
}

const ICONS: Readonly<Record<LaneKind, IconName>> = {
  page: 'page',
  connection: 'wire',
  request: 'request',
  channel: 'message',
  collection: 'collection',
};

/** The names of the lanes, beside them. */
export function LaneLabels({ layout, current, onLane, onFold }: LaneLabelsProps) {
  return (
    <section class="lane-labels" aria-label="Names of the lanes" style={{ height: `${layout.height}px` }}>
      {layout.headings.map(({ kind, count, isOpen, top }) => (
        <button
          key={kind}
          type="button"
          class="lane-heading"
          style={{ top: `${top}px` }}
          aria-expanded={isOpen}
          onClick={() => onFold(kind)}
        >
          <Icon name="down" /> {GROUP_NAMES[kind]} <span class="count">{count}</span>
        </button>
      ))}
      {layout.lanes.map(({ lane, top, height, isFirst }) => (
        <button
          key={lane.number}
          type="button"
          class="lane-label"
          data-first={isFirst}
          data-lane={lane.kind}
          style={{ top: `${top}px`, height: `${height}px` }}
          aria-pressed={lane === current}
          title={titleOf(lane)}
          onClick={() => onLane(lane)}
        >
          <Icon name={ICONS[lane.kind]} /> <span class="visually-hidden">{GROUP_NAMES[lane.kind]}: </span>
          <bdi class="name">{nameOf(lane)}</bdi>
        </button>
      ))}
    </section>
  );
}

/** What a lane is called; text from the page. */
export const nameOf = ({ kind, name }: Lane): string => (kind === 'page' ? 'Page' : name);

const titleOf = (lane: Lane) => (lane.frame === '' ? nameOf(lane) : `${nameOf(lane)} in ${lane.frame}`);
