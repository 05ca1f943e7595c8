/** One measured figure, and what it is to be. The shape of `--json`, which others read. */
export interface Figure {
  section: string;
  name: string;
  value: number;
  /** `×` for a ratio to a floor measured in the same run. */
  unit: string;
  /** With its sense: `≤ 1.5`, `≥ 1000000`. */
  goal: string;
  met: boolean;
}

/** A figure before its section has put its name on it. */
export type Measured = Omit<Figure, 'section'>;

/** A section of the bench: yields its figures as it gets them. */
export type Section = () => AsyncIterable<Measured>;

export function atMost(limit: number, unit: string, name: string, value: number): Measured {
  return { name, value: rounded(value), unit, goal: `≤ ${limit}`, met: value <= limit };
}

export function atLeast(limit: number, unit: string, name: string, value: number): Measured {
  return { name, value: rounded(value), unit, goal: `≥ ${limit}`, met: value >= limit };
}

/** The goal of a figure that explains another, and has none itself. */
export const NO_GOAL = 'none';

export function seen(unit: string, name: string, value: number): Measured {
  return { name, value: rounded(value), unit, goal: NO_GOAL, met: true };
}

/** Four significant digits say all that a machine shared with others can. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
