import { spanOfWindow, type TimeWindow } from '../../../core/lanes/time-window.ts';
import { BAR_HEIGHT } from '../layout.ts';
import type { Palette } from './palette.ts';

/** A mark or bar as it stands on the canvas, in CSS pixels from the top of all lanes. */
export interface Spot {
  x0: number;
  x1: number;
  /** Its middle. */
  y: number;
}

export interface OverlayPicture {
  window: TimeWindow;
  width: number;
  height: number;
  scrollTop: number;
  palette: Palette;
  selected: Spot | undefined;
  hovered: Spot | undefined;
  /** From where to where one thing led to another. */
  links: readonly { from: { x: number; y: number }; to: { x: number; y: number } }[];
  /** The time under the pointer, in milliseconds since the epoch. */
  cursor: number | undefined;
}

const ARROW = 5;

/** Paints what changes with the pointer and the selection, over the lanes. */
export function paintOverlay(context: CanvasRenderingContext2D, picture: OverlayPicture): void {
  const { window, width, height, scrollTop, palette, selected, hovered, links, cursor } = picture;
  context.clearRect(0, 0, width, height);
  const scale = width / spanOfWindow(window);
  if (cursor !== undefined) {
    context.fillStyle = palette.soft;
    context.fillRect(Math.round((cursor - window.from) * scale), 0, 1, height);
  }
  context.save();
  context.translate(0, -scrollTop);
  for (const link of links) paintLink(context, link.from, link.to, palette);
  if (hovered) paintRing(context, hovered, palette.text, 1);
  if (selected) paintRing(context, selected, palette.accent, 2);
  context.restore();
}

function paintRing(context: CanvasRenderingContext2D, { x0, x1, y }: Spot, colour: string, weight: number): void {
  const isBar = x1 - x0 >= 3;
  const from = Math.max(-20, isBar ? x0 - 1 : (x0 + x1) / 2 - 8);
  const to = Math.max(from + 4, isBar ? x1 + 1 : (x0 + x1) / 2 + 8);
  context.strokeStyle = colour;
  context.lineWidth = weight;
  context.beginPath();
  context.roundRect(from, y - BAR_HEIGHT / 2 - 1.5, to - from, BAR_HEIGHT + 3, 4);
  context.stroke();
}

type Point = { x: number; y: number };

/** A curve from one to the other, with its head at the end. */
function paintLink(context: CanvasRenderingContext2D, from: Point, to: Point, palette: Palette): void {
  const down = to.y >= from.y ? 1 : -1;
  const isFlat = Math.abs(to.y - from.y) < 4;
  const start = { x: from.x, y: from.y + (isFlat ? -1 : down) * 6 };
  const end = { x: to.x, y: to.y - (isFlat ? 1 : down) * 8 };
  const bend = isFlat ? 18 : Math.max(14, Math.abs(end.y - start.y) / 2);
  const sign = isFlat ? -1 : down;
  context.strokeStyle = palette.accent;
  context.fillStyle = palette.accent;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.bezierCurveTo(start.x, start.y + sign * bend, end.x, end.y - (isFlat ? 1 : down) * bend, end.x, end.y);
  context.stroke();
  const head = isFlat ? 1 : down;
  context.beginPath();
  context.moveTo(end.x, end.y + head * 2);
  context.lineTo(end.x - ARROW * 0.8, end.y - head * ARROW);
  context.lineTo(end.x + ARROW * 0.8, end.y - head * ARROW);
  context.closePath();
  context.fill();
}
