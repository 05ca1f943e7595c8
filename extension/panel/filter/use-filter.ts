import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueryError } from '../../core/query/syntax.ts';
import type { Session } from '../../core/session.ts';
import type { FilterMode } from '../../core/settings.ts';

/** The filter as the user writes it, and as the session holds it. */
export interface FilterState {
  query: string;
  /** The last one that could be read: the rows are its. */
  holding: string;
  /** Why the query cannot be read. */
  error: QueryError | undefined;
  change(query: string): void;
  /** Ends a filter that takes long, and goes back to the one before. */
  cancel(): void;
}

export function useFilter(session: Session, mode: FilterMode): FilterState {
  const [query, setQuery] = useState('');
  const [error, setError] = useState<QueryError>();
  /** What the session was asked for last, and what it held then. */
  const asked = useRef('');
  const held = useRef('');
  useEffect(() => session.setFilterMode(mode), [session, mode]);

  function change(next: string) {
    setQuery(next);
    if (session.filterProgress() === undefined) held.current = asked.current;
    const wrong = session.setFilter(next);
    setError(wrong);
    if (!wrong) asked.current = next;
  }
  function cancel() {
    session.cancelFilter();
    asked.current = held.current;
    setQuery(held.current);
    setError(undefined);
  }
  return { query, holding: asked.current, error, change, cancel };
}
