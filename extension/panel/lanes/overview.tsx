import { useRef } from 'preact/hooks';
import type { Lanes } from '../../core/lanes/lanes.ts';
import { elapsed } from '../../core/lanes/ticks.ts';
import { spanOfWindow, type TimeWindow } from '../../core/lanes/time-window.ts';
import { type Grip, moved } from './brush.ts';
import { Canvas } from './paint/canvas.tsx';
import { paintOverview } from './paint/paint-overview.ts';
import type { Palette } from './paint/palette.ts';
import { useSize } from './use-size.ts';

export interface OverviewProps {
  lanes: Lanes;
  /** All there is to see; nothing before the first event. */
  bounds: TimeWindow | undefined;
  window: TimeWindow;
  palette: Palette | undefined;
  ratio: number;
  onWindow(window: TimeWindow): void;
}

/** The arrow keys move a handle by this share of the whole. */
const STEP = 0.01;

/** The whole recording in one strip: how much happened when, and a brush over what the lanes show of it. */
export function Overview({ lanes, bounds, window, palette, ratio, onWindow }: OverviewProps) {
  const strip = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(strip);
  const grip = useRef<{ grip: Grip; at: number; window: TimeWindow } | undefined>(undefined);
  const share = (at: number) => (bounds ? Math.max(0, Math.min(1, (at - bounds.from) / spanOfWindow(bounds))) : 0);

  function timeAt({ clientX }: PointerEvent): number {
    const { left } = strip.current?.getBoundingClientRect() ?? { left: 0 };
    return bounds ? bounds.from + ((clientX - left) / Math.max(1, width)) * spanOfWindow(bounds) : 0;
  }
  function onDown(event: PointerEvent): void {
    if (event.button !== 0 || !bounds) return;
    const target = event.target instanceof HTMLElement ? event.target.dataset.grip : undefined;
    const at = timeAt(event);
    const isHandle = target === 'from' || target === 'to' || target === 'all';
    grip.current = { grip: isHandle ? target : 'new', at, window };
    strip.current?.setPointerCapture(event.pointerId);
  }
  function onMove(event: PointerEvent): void {
    if (grip.current && bounds)
      onWindow(moved(grip.current.window, grip.current.grip, grip.current.at, timeAt(event), bounds));
  }
  function onUp(event: PointerEvent): void {
    const held = grip.current;
    grip.current = undefined;
    // A click beside the brush brings it there.
    const at = timeAt(event);
    if (held?.grip === 'new' && bounds && Math.abs(share(at) - share(held.at)) * width < 3)
      onWindow(moved(held.window, 'all', (held.window.from + held.window.to) / 2, at, bounds));
  }
  function onKeyDown(event: KeyboardEvent, which: 'from' | 'to'): void {
    if (!bounds) return;
    const step = STEP * spanOfWindow(bounds) * (event.shiftKey ? 10 : 1);
    const to = {
      ArrowLeft: window[which] - step,
      ArrowDown: window[which] - step,
      ArrowRight: window[which] + step,
      ArrowUp: window[which] + step,
      Home: bounds.from,
      End: bounds.to,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onWindow(moved(window, which, window[which], to, bounds));
  }
  // Within the strip and side by side, however small the window is.
  const toLeft = `clamp(24px, ${share(window.to) * 100}% - 12px, 100% - 24px)`;
  const fromLeft = `max(0px, min(${share(window.from) * 100}% - 12px, ${toLeft} - 24px))`;
  const handle = (which: 'from' | 'to', label: string) => (
    <div
      class="brush-handle"
      style={{ left: which === 'from' ? fromLeft : toLeft }}
      role="slider"
      tabIndex={0}
      data-grip={which}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={bounds ? Math.round(spanOfWindow(bounds)) : 0}
      aria-valuenow={bounds ? Math.round(window[which] - bounds.from) : 0}
      aria-valuetext={bounds ? elapsed(Math.max(0, window[which] - lanes.first)) : ''}
      onKeyDown={(event) => onKeyDown(event, which)}
    />
  );

  return (
    <section
      ref={strip}
      class="lanes-overview"
      aria-label="Overview"
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
    >
      {palette && bounds && width > 0 && (
        <Canvas
          class="lanes-canvas"
          width={width}
          height={height}
          ratio={ratio}
          paint={(context) => paintOverview(context, { rate: lanes.rate, bounds, width, height, palette })}
        />
      )}
      {bounds && (
        <>
          <div class="brush-shade" style={{ left: 0, width: `${share(window.from) * 100}%` }} />
          <div class="brush-shade" style={{ right: 0, width: `${(1 - share(window.to)) * 100}%` }} />
          <div
            class="brush"
            data-grip="all"
            style={{ left: `${share(window.from) * 100}%`, right: `${(1 - share(window.to)) * 100}%` }}
          />
          {handle('from', 'Begin of the window')}
          {handle('to', 'End of the window')}
        </>
      )}
    </section>
  );
}
