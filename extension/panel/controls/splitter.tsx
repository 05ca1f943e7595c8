import { useRef } from 'preact/hooks';

export interface SplitterProps {
  /** What it moves, for users who cannot see it. */
  label: string;
  /** The bar stands between panes side by side (`vertical`) or one above the other (`horizontal`). */
  orientation: 'vertical' | 'horizontal';
  /** The share of the second pane, in percent of the whole. */
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
}

/** How far an arrow key moves the bar, in percent. */
const STEP = 2;

/** The bar between two panes: dragged, or moved with the arrow keys, Home and End (the ARIA window splitter). */
export function Splitter({ label, orientation, value, min, max, onChange }: SplitterProps) {
  const bar = useRef<HTMLHRElement>(null);
  const move = (next: number) => onChange(Math.min(max, Math.max(min, next)));

  function onPointerMove(event: PointerEvent) {
    const box = bar.current?.parentElement?.getBoundingClientRect();
    if (!box || !bar.current?.hasPointerCapture(event.pointerId)) return;
    const beyond =
      orientation === 'vertical' ? (box.right - event.clientX) / box.width : (box.bottom - event.clientY) / box.height;
    move(beyond * 100);
  }

  function onKeyDown(event: KeyboardEvent) {
    const grow = orientation === 'vertical' ? 'ArrowLeft' : 'ArrowUp';
    const shrink = orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown';
    const next = { [grow]: value + STEP, [shrink]: value - STEP, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  }

  return (
    <hr
      ref={bar}
      class="splitter"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        event.preventDefault();
        bar.current?.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
