import type { Tone } from '../../../core/lanes/tone.ts';

type Context = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'rect'
  | 'closePath'
  | 'fill'
  | 'stroke'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
>;

/** Half of a glyph's size, in CSS pixels. */
export const GLYPH = 4.5;

/** Shapes by tone, so that no colour has to tell them apart. `fill`: filled with its ink, else with the ground. */
const shapes: Readonly<Partial<Record<Tone, { draw(context: Context, x: number, y: number): void; fill: boolean }>>> = {
  message: { draw: square(3.5), fill: true },
  sent: { draw: polygon([0, -4.5], [4.2, 3.2], [-4.2, 3.2]), fill: false },
  ok: { draw: circle(4), fill: true },
  applied: { draw: circle(4.2), fill: true },
  matched: { draw: polygon([0, -5], [5, 0], [0, 5], [-5, 0]), fill: true },
  held: { draw: bars, fill: true },
  ignored: { draw: circle(3.7), fill: false },
  removed: { draw: rectangle(5, 1.7), fill: true },
  unsure: { draw: polygon([0, -5], [5, 0], [0, 5], [-5, 0]), fill: false },
  warning: { draw: polygon([0, -5], [5.2, 4.2], [-5.2, 4.2]), fill: true },
  failed: { draw: cross, fill: true },
  offline: { draw: cross, fill: true },
  aborted: { draw: square(3.5), fill: false },
  load: { draw: polygon([-4, -5], [5, -2], [-4, 1], [-4, 5.5], [-5, 5.5], [-5, -5]), fill: true },
  gap: { draw: polygon([-5, -5], [5, -5], [0, 0], [5, 5], [-5, 5], [0, 0]), fill: true },
};
const plain = { draw: circle(2.2), fill: true };

/** Draws a mark with its middle at `x`, `y`. */
export function drawGlyph(context: Context, tone: Tone, x: number, y: number, ink: string, ground: string): void {
  const { draw, fill } = shapes[tone] ?? plain;
  context.beginPath();
  draw(context, x, y);
  context.lineWidth = fill ? 1 : 1.5;
  context.fillStyle = fill ? ink : ground;
  // A filled one has an edge in the colour of the ground, so that neighbours stay apart.
  context.strokeStyle = fill ? ground : ink;
  context.fill();
  context.stroke();
}

function circle(radius: number) {
  return (context: Context, x: number, y: number) => context.arc(x, y, radius, 0, 2 * Math.PI);
}

function square(half: number) {
  return rectangle(half, half);
}

function rectangle(width: number, height: number) {
  return (context: Context, x: number, y: number) => context.rect(x - width, y - height, 2 * width, 2 * height);
}

function polygon(...points: readonly (readonly [number, number])[]) {
  return (context: Context, x: number, y: number) => {
    for (const [n, [dx, dy]] of points.entries())
      if (n === 0) context.moveTo(x + dx, y + dy);
      else context.lineTo(x + dx, y + dy);
    context.closePath();
  };
}

function bars(context: Context, x: number, y: number): void {
  context.rect(x - 4, y - 4.5, 3, 9);
  context.rect(x + 1, y - 4.5, 3, 9);
}

function cross(context: Context, x: number, y: number): void {
  const outline = [
    [-4.6, -2.8],
    [-2.8, -4.6],
    [0, -1.8],
    [2.8, -4.6],
    [4.6, -2.8],
    [1.8, 0],
    [4.6, 2.8],
    [2.8, 4.6],
    [0, 1.8],
    [-2.8, 4.6],
    [-4.6, 2.8],
    [-1.8, 0],
  ] as const;
  polygon(...outline)(context, x, y);
}
