import { useLayoutEffect, useRef } from 'preact/hooks';

export interface CanvasProps {
  class: string;
  /** CSS pixels. */
  width: number;
  height: number;
  /** Device pixels a CSS pixel. */
  ratio: number;
  /** Paints in CSS pixels. Called after every render. */
  paint(context: CanvasRenderingContext2D): void;
}

/** A canvas that is as sharp as the screen. It says nothing by itself: the view around it says it in words. */
export function Canvas({ class: name, width, height, ratio, paint }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const size = { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
    // To set a size, even the same, clears the canvas and costs a buffer.
    if (element.width !== size.width) element.width = size.width;
    if (element.height !== size.height) element.height = size.height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context);
  });
  return (
    <div class={name} aria-hidden="true">
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} />
    </div>
  );
}
