import { createRuns } from '../../../core/lanes/display-list.ts';
import type { Series } from '../../../core/lanes/series.ts';
import type { Tick } from '../../../core/lanes/ticks.ts';
import { spanOfWindow } from '../../../core/lanes/time-window.ts';
import { foremost, type Tone } from '../../../core/lanes/tone.ts';
import { BAR_HEIGHT, GROUP_HEIGHT, type LaidLane, type Layout, rowTop } from '../layout.ts';
import { drawGlyph, GLYPH } from './glyphs.ts';
import { type BarPainter, type BarsPicture, createBarPainter } from './paint-bar.ts';

/** What the lanes are painted from. */
export interface LanesPicture extends BarsPicture {
  layout: Layout;
  ticks: readonly Tick[];
  /** CSS pixels. */
  height: number;
  scrollTop: number;
}

/** CSS pixels: closer marks are one tick, closer bars one bar. */
const MARK_GRAIN = 2;
const BAR_GRAIN = 1;
/** CSS pixels a mark needs to itself to be drawn as its shape. */
const ROOM = 2 * GLYPH - 1;
/** Ticks grow with what they stand for. */
const TICK = { least: 7, most: 14 };

const runs = createRuns();

/** Paints all lanes in sight; what it costs depends on the pixels, not on the events. */
export function paintLanes(context: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { layout, width, height, scrollTop, palette } = picture;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  context.save();
  context.translate(0, -scrollTop);
  paintGrid(context, picture);
  const bars = createBarPainter(context, picture);
  for (const laid of layout.lanes) {
    if (laid.top + laid.height < scrollTop || laid.top > scrollTop + height) continue;
    paintLane(context, laid, bars, picture);
  }
  for (const { top } of layout.headings) {
    context.fillStyle = palette.bar;
    context.fillRect(0, top, width, GROUP_HEIGHT);
  }
  context.restore();
}

function paintGrid(context: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { layout, ticks, window, width, height, scrollTop, palette } = picture;
  const scale = width / spanOfWindow(window);
  context.fillStyle = palette.line;
  context.globalAlpha = 0.6;
  for (const { at } of ticks) context.fillRect(Math.round((at - window.from) * scale), scrollTop, 1, height);
  context.globalAlpha = 1;
  for (const { top, height: laneHeight, isFirst } of layout.lanes) {
    if (isFirst && top > 0) context.fillRect(0, top - 0.5, width, 1);
    if (isFirst) continue;
    context.globalAlpha = 0.5;
    context.fillRect(0, top - 0.5, width, laneHeight > 0 ? 1 : 0);
    context.globalAlpha = 1;
  }
}

function paintLane(context: CanvasRenderingContext2D, laid: LaidLane, bars: BarPainter, picture: LanesPicture): void {
  const { window, width } = picture;
  for (const [row, series] of laid.lane.bars.entries()) {
    runs.fill(series, window, width, BAR_GRAIN);
    for (let n = 0; n < runs.length; n += 1) {
      const index = runs.items(n) === 1 ? series.index(runs.first(n)) : undefined;
      bars.paint(runs.x0(n), runs.x1(n), rowTop(laid, row), foremost(runs.mask(n)), index);
    }
    bars.flush();
  }
  paintMarks(context, laid, laid.lane.marks, picture);
}

function paintMarks(context: CanvasRenderingContext2D, laid: LaidLane, marks: Series, picture: LanesPicture): void {
  const { window, width, palette } = picture;
  runs.fill(marks, window, width, MARK_GRAIN);
  const middle = rowTop(laid, 0) + BAR_HEIGHT / 2;
  let tick: { tone: Tone; size: number; from: number; to: number } | undefined;
  function flush(): void {
    if (!tick) return;
    context.fillStyle = palette.ink[tick.tone];
    context.fillRect(tick.from, middle - tick.size / 2, tick.to - tick.from, tick.size);
    tick = undefined;
  }
  for (let n = 0; n < runs.length; n += 1) {
    const x = runs.x0(n);
    const tone = foremost(runs.mask(n));
    const before = n === 0 ? Number.NEGATIVE_INFINITY : runs.x1(n - 1);
    const after = n + 1 === runs.length ? Number.POSITIVE_INFINITY : runs.x0(n + 1);
    if (runs.x1(n) - x < 1 && x - before >= ROOM && after - x >= ROOM) {
      flush();
      drawGlyph(context, tone, x, middle, palette.ink[tone], palette.ground);
      continue;
    }
    const size = Math.min(TICK.most, TICK.least + 2 * Math.floor(Math.log2(runs.items(n))));
    const column = Math.floor(x);
    if (tick && tick.tone === tone && tick.size === size && column - tick.to <= 0) tick.to = column + MARK_GRAIN;
    else {
      flush();
      tick = { tone, size, from: column, to: column + MARK_GRAIN };
    }
  }
  flush();
}
