import { useReducer } from 'preact/hooks';
import type { Session } from '../../core/session.ts';

const kept = new WeakMap<Session, Map<string, unknown>>();

/** State of a view that outlives it: a user who looks at another tab meanwhile finds it again. */
export function useKept<T>(session: Session, name: string, initial: T): [T, (value: T) => void] {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const values = kept.get(session) ?? new Map<string, unknown>();
  kept.set(session, values);
  const value = values.has(name) ? (values.get(name) as T) : initial;
  return [
    value,
    (next) => {
      values.set(name, next);
      draw(undefined);
    },
  ];
}
