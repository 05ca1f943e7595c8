import { pointerStep } from '../../core/marks/mark.ts';

/** Where a value stands. */
export interface Place {
  name: string | number;
  around: Place | undefined;
  depth: number;
  /** Is it, or is it in, an entry of a list of which only names stay? */
  isInRow: boolean;
}

/** The JSON Pointer; asked for only where something is marked. */
export function pathOf({ name, around }: Place): string {
  return around ? pathOf(around) + pointerStep(name) : String(name);
}
