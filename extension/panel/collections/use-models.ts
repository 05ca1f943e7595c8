import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { createModelReader, type ModelReader } from '../../core/collections/model-reader.ts';
import { createModelSearch, type ToldModel } from '../../core/collections/model-search.ts';
import type { Session } from '../../core/session.ts';
import { useTold } from './use-models-at.ts';

/** What looking through models may cost of one frame, in milliseconds. */
const BUDGET = 8;
const AT_ONCE = 256;

export interface GatheredModels {
  reader: ModelReader;
  /** Those that the search found, in the order in which they came in. */
  found: readonly ToldModel[];
  /** All of them. */
  all: readonly ToldModel[];
  /** How far a search that takes long is, from 0 to 1; nothing when none is on its way. */
  progress: number | undefined;
}

/**
 * The models of a collection that have `text` in them, as of event `cursor`. A search takes a slice of each frame; until
 * it has come to its end, what the one before found stays.
 *
 * @param last the collection's last event: with another one, what is now may be something else
 */
export function useModels(
  session: Session,
  { load, source }: { load: string; source: string },
  cursor: number | undefined,
  last: number,
  text: string,
): GatheredModels {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  const { trace } = session;
  const reader = useMemo(() => createModelReader(trace), [trace]);
  const search = useMemo(() => createModelSearch(reader), [reader, load, source]);
  const told = useTold(session, { load, source }, cursor, last);
  useMemo(() => search.begin(told, text), [search, told, text]);

  let done = text === '';
  const until = performance.now() + BUDGET;
  while (!done && performance.now() < until) done = search.step(AT_ONCE);
  useEffect(() => {
    if (done) return;
    const frame = requestAnimationFrame(() => tick(undefined));
    return () => cancelAnimationFrame(frame);
  });
  return {
    reader,
    found: text === '' ? told : search.found,
    all: told,
    progress: done ? undefined : search.progress,
  };
}
