import { spanOfWindow, type TimeWindow } from '../../../core/lanes/time-window.ts';
import type { Tone } from '../../../core/lanes/tone.ts';
import { BAR_HEIGHT } from '../layout.ts';
import type { Palette } from './palette.ts';

/** What bars are painted from. */
export interface BarsPicture {
  window: TimeWindow;
  /** Until when bars that have not ended are drawn, in milliseconds since the epoch. */
  now: number;
  /** CSS pixels. */
  width: number;
  palette: Palette;
  /** What a bar wide enough for words says. */
  label(index: number): string;
}

/** Paints the bars of a lane, one after the other, from left to right. */
export interface BarPainter {
  /** `x1` Infinity: not ended yet. `index`: the event, when it is one alone and may be named. */
  paint(x0: number, x1: number, top: number, tone: Tone, index: number | undefined): void;
  /** Paints what was kept back to be joined with its neighbour. */
  flush(): void;
}

/** Narrower bars, in CSS pixels, are a dash of their ink; wider ones have an outline, a pattern, and words. */
const NARROW = 3;
const WORTH_WORDS = 30;
const HATCH = 5;

/** How an outcome looks without its colour. */
const patterns: Readonly<Partial<Record<Tone, 'hatch' | 'solid' | 'dashed' | 'thin'>>> = {
  pending: 'hatch',
  held: 'hatch',
  offline: 'hatch',
  gap: 'hatch',
  paused: 'hatch',
  aborted: 'dashed',
  failed: 'solid',
  connect: 'thin',
};

export function createBarPainter(context: CanvasRenderingContext2D, picture: BarsPicture): BarPainter {
  const { window, width, now, palette, label } = picture;
  const nowX = ((now - window.from) * width) / spanOfWindow(window);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  let dash: { tone: Tone; from: number; to: number; top: number } | undefined;

  function flush(): void {
    if (!dash) return;
    context.fillStyle = palette.ink[dash.tone];
    context.fillRect(dash.from, dash.top, dash.to - dash.from, BAR_HEIGHT);
    dash = undefined;
  }

  function outline(from: number, to: number, top: number, height: number, tone: Tone, isOpen: boolean): void {
    context.fillStyle = palette.fill[tone];
    context.strokeStyle = palette.ink[tone];
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(from + 0.5, top + 0.5, Math.max(1, to - from - 1), height - 1, isOpen ? [2, 0, 0, 2] : 2);
    if (patterns[tone] === 'solid') context.fillStyle = palette.fill.offline;
    context.fill();
    if (patterns[tone] === 'hatch') hatch(from, to, top, height, tone);
    if (patterns[tone] === 'dashed') context.setLineDash([3, 2]);
    context.stroke();
    context.setLineDash([]);
    if (patterns[tone] === 'solid') {
      context.fillStyle = palette.ink[tone];
      context.fillRect(from, top, 3, height);
    }
  }

  function hatch(from: number, to: number, top: number, height: number, tone: Tone): void {
    context.save();
    context.clip();
    context.beginPath();
    // Lines stand still in time, so that they do not swim when the bar is panned out of sight.
    for (let x = from - height; x < to; x += HATCH) {
      context.moveTo(x, top + height);
      context.lineTo(x + height, top);
    }
    context.strokeStyle = palette.ink[tone];
    context.globalAlpha = 0.28;
    context.stroke();
    context.restore();
    context.beginPath();
    context.roundRect(from + 0.5, top + 0.5, Math.max(1, to - from - 1), height - 1, 2);
  }

  function words(from: number, to: number, top: number, tone: Tone, index: number): void {
    const room = to - from - 8;
    const text = label(index);
    const measured = context.measureText(text).width;
    const kept =
      measured <= room ? text : `${text.slice(0, Math.max(0, Math.floor((text.length * room) / measured) - 1))}…`;
    if (kept.length < 2) return;
    context.fillStyle = palette.ink[tone];
    if (patterns[tone] === 'hatch') {
      context.fillStyle = palette.fill[tone];
      context.fillRect(from + 2, top + 1.5, Math.min(measured, room) + 4, BAR_HEIGHT - 3);
      context.fillStyle = palette.ink[tone];
    }
    context.fillText(kept, from + 4, top + BAR_HEIGHT / 2 + 0.5);
  }

  return {
    paint(x0, x1, top, tone, index) {
      const isOpen = x1 === Number.POSITIVE_INFINITY;
      const from = Math.max(-8, x0);
      const to = Math.min(width + 8, isOpen ? Math.max(nowX, x0 + NARROW) : x1);
      if (to < 0 || from > width) return;
      if (to - from < NARROW) {
        const column = Math.floor(from);
        const end = Math.max(column + 2, Math.ceil(to));
        if (dash && dash.tone === tone && dash.top === top && column <= dash.to) dash.to = end;
        else {
          flush();
          dash = { tone, from: column, to: end, top };
        }
        return;
      }
      flush();
      const thin = patterns[tone] === 'thin';
      const inset = thin ? 4 : 0;
      outline(from, to, top + inset, BAR_HEIGHT - 2 * inset, tone, isOpen);
      const seen = Math.max(0, from);
      if (!thin && index !== undefined && to - seen >= WORTH_WORDS)
        words(seen + (patterns[tone] === 'solid' ? 3 : 0), Math.min(to, width), top, tone, index);
    },
    flush,
  };
}
