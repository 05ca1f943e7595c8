import type { Tick } from '../../../core/lanes/ticks.ts';
import { spanOfWindow, type TimeWindow } from '../../../core/lanes/time-window.ts';
import type { Palette } from './palette.ts';

export interface AxisPicture {
  window: TimeWindow;
  ticks: readonly Tick[];
  /** Columns in which rows fall that the filter lets through, in CSS pixels. */
  matches: readonly number[];
  width: number;
  height: number;
  palette: Palette;
}

/** How high the marks of matches are, in CSS pixels. */
const MATCH = 5;

/** Paints the times above the lanes, and under them what the filter has found. */
export function paintAxis(context: CanvasRenderingContext2D, picture: AxisPicture): void {
  const { window, ticks, matches, width, height, palette } = picture;
  const scale = width / spanOfWindow(window);
  context.fillStyle = palette.bar;
  context.fillRect(0, 0, width, height);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  for (const { at, label } of ticks) {
    const x = Math.round((at - window.from) * scale);
    context.fillStyle = palette.line;
    context.fillRect(x, 0, 1, height);
    context.fillStyle = palette.soft;
    context.fillText(label, x + 4, height / 2 + 0.5);
  }
  context.fillStyle = palette.ink.held;
  for (const x of matches) context.fillRect(x, height - MATCH, 2, MATCH);
}
