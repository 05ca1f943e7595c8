import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from './median.ts';

export { median };

setFlagsFromString('--expose-gc');
export const collectGarbage: () => void = runInNewContext('gc');

/** Prepares one sample outside of the clock, and returns the work to be timed. */
export type Sample = () => () => unknown;

export interface Comparison {
  /** The median over all turns of measured ÷ floor. */
  ratio: number;
  /** Medians, in ms. */
  floorMs: number;
  measuredMs: number;
}

const WARM_UP = 4;

/**
 * Times two ways of doing the same in turns, because what else the machine does befalls both alike. A turn is floor, measured,
 * measured, floor: what grows steadily meanwhile, or favours the one that comes second, cancels out within it, and so does a
 * slow spell of the machine.
 *
 * @param turns how many count; an odd number has a middle
 */
export function compare(floor: Sample, measured: Sample, turns = 21): Comparison {
  const floors: number[] = [];
  const measures: number[] = [];
  for (let turn = -WARM_UP; turn < turns; turn++) {
    const before = time(floor);
    const ms = time(measured) + time(measured);
    const floorMs = before + time(floor);
    if (turn < 0) continue;
    floors.push(floorMs / 2);
    measures.push(ms / 2);
  }
  return {
    ratio: median(measures.map((ms, turn) => ms / (floors[turn] ?? Number.NaN))),
    floorMs: median(floors),
    measuredMs: median(measures),
  };
}

/** @returns ms */
function time(sample: Sample): number {
  const work = sample();
  collectGarbage();
  const start = performance.now();
  work();
  return performance.now() - start;
}
