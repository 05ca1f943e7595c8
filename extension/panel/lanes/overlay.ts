import type { LanePlace, Lanes } from '../../core/lanes/lanes.ts';
import { linksOf } from '../../core/lanes/links.ts';
import { spanOfWindow, type TimeWindow } from '../../core/lanes/time-window.ts';
import type { Session } from '../../core/session.ts';
import { type Layout, rowMiddle } from './layout.ts';
import type { OverlayPicture, Spot } from './paint/paint-overlay.ts';

/** Where the selected and the hovered event stand, and what the links between those that belong to one of them join. */
export function overlayOf(
  { trace, ledger }: Session,
  lanes: Lanes,
  layout: Layout,
  window: TimeWindow,
  width: number,
  selected: number | undefined,
  hovered: number | undefined,
): Pick<OverlayPicture, 'selected' | 'hovered' | 'links'> {
  const scale = width / spanOfWindow(window);
  const x = (at: number) => (at - window.from) * scale;

  function middleOf({ lane, row }: LanePlace): number | undefined {
    const laid = layout.lanes.find((one) => one.lane === lane);
    return laid && rowMiddle(laid, row ?? 0);
  }

  function spotOf(index: number | undefined): Spot | undefined {
    const place = index === undefined ? undefined : lanes.placeOf(index);
    const y = place && middleOf(place);
    return place && y !== undefined ? { x0: x(place.start), x1: x(Math.min(place.end, lanes.last)), y } : undefined;
  }

  function pointOf(index: number): { x: number; y: number } | undefined {
    const place = lanes.placeOf(index);
    const y = place && middleOf(place);
    return y === undefined || !trace.has(index) ? undefined : { x: x(trace.at(index)), y };
  }

  const linked = selected ?? hovered;
  const links = linked === undefined || !trace.has(linked) ? [] : linksOf(trace, ledger, linked);
  return {
    selected: spotOf(selected),
    hovered: hovered === selected ? undefined : spotOf(hovered),
    links: links.flatMap((link) => {
      const from = pointOf(link.from);
      const to = pointOf(link.to);
      return from && to ? [{ from, to }] : [];
    }),
  };
}
