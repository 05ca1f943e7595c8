import { useMemo } from 'preact/hooks';
import type { Lanes } from '../../core/lanes/lanes.ts';
import type { Session } from '../../core/session.ts';
import { describe, labelOf } from './describe.ts';

/** Labels kept: some screens full. */
const KEPT = 2_000;

/** What bars say, read from the trace once while nothing new has come of them. */
export function useLabels(session: Session, lanes: Lanes): (index: number) => string {
  return useMemo(() => {
    const known = new Map<number, { end: number; text: string }>();
    return (index) => {
      const place = lanes.placeOf(index);
      const end = place?.end ?? 0;
      const found = known.get(index);
      if (found && found.end === end) return found.text;
      const description = describe(session, index, place);
      const text = description ? labelOf(description, place?.lane.kind === 'channel') : '';
      if (known.size >= KEPT) known.clear();
      known.set(index, { end, text });
      return text;
    };
  }, [session, lanes]);
}
