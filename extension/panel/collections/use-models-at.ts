import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { ToldModel } from '../../core/collections/model-search.ts';
import type { Session } from '../../core/session.ts';

/** Gathering models that takes longer than this is not done in every frame, but in one of `SHARE`; ms. */
const CHEAP = 4;
const SHARE = 10;

interface Gathered {
  key: string;
  moment: number;
  told: readonly ToldModel[];
  /** When it was done, and how long it took; ms. */
  at: number;
  cost: number;
}

/**
 * The models of a collection as of event `cursor`, or of its last, in the order in which they came in. While events come, those of a
 * hundred thousand models are a little behind, so that the panel is not.
 */
export function useTold(
  { collections }: Pick<Session, 'collections'>,
  { load, source }: { load: string; source: string },
  cursor: number | undefined,
  last: number,
): readonly ToldModel[] {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  const kept = useRef<Gathered>(undefined);
  const key = `${load} ${source} ${cursor}`;
  const moment = cursor ?? last;
  const known = kept.current?.key === key ? kept.current : undefined;
  const wait = known && known.moment !== moment && known.cost > CHEAP ? known.at + known.cost * SHARE : 0;
  const rest = wait - performance.now();

  useEffect(() => {
    if (rest <= 0) return;
    const timer = setTimeout(() => tick(undefined), rest);
    return () => clearTimeout(timer);
  });

  if (known && (known.moment === moment || rest > 0)) return known.told;
  const begun = performance.now();
  const told = [...collections.toldAt(load, source, moment)];
  const at = performance.now();
  kept.current = { key, moment, told, at, cost: at - begun };
  return told;
}
