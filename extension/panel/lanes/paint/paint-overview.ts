import type { EventRate } from '../../../core/lanes/event-histogram.ts';
import { spanOfWindow, type TimeWindow } from '../../../core/lanes/time-window.ts';
import type { Palette } from './palette.ts';

export interface OverviewPicture {
  rate: EventRate;
  bounds: TimeWindow;
  width: number;
  height: number;
  palette: Palette;
}

/** CSS pixels a column. */
const COLUMN = 3;

/** Paints how many events there were when, on a scale that shows one beside thousands; trouble stands below, in red. */
export function paintOverview(context: CanvasRenderingContext2D, picture: OverviewPicture): void {
  const { rate, bounds, width, height, palette } = picture;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  const columns = Math.ceil(width / COLUMN);
  const step = (spanOfWindow(bounds) * COLUMN) / width;
  const counts = Array.from({ length: columns }, (_, n) =>
    rate.count(bounds.from + n * step, bounds.from + (n + 1) * step),
  );
  const most = Math.max(1, ...counts.map(({ all }) => all));
  const room = height - 7;
  context.fillStyle = palette.accent;
  for (const [n, { all }] of counts.entries()) {
    if (all <= 0) continue;
    const tall = Math.max(2, (room * Math.log1p(all)) / Math.log1p(most));
    context.fillRect(n * COLUMN, height - 4 - tall, COLUMN - 1, tall);
  }
  context.fillStyle = palette.ink.warning;
  for (const [n, { trouble }] of counts.entries()) if (trouble > 0) context.fillRect(n * COLUMN, height - 3, COLUMN, 3);
}
