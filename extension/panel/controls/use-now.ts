import { useEffect, useReducer } from 'preact/hooks';
import type { Session } from '../../core/session.ts';

const SECOND = 1_000;

/** The end of this second, in ms since the epoch, kept up to date; of a recording its end. */
export function useNow(session: Session): number {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  const { opened } = session.status();
  useEffect(() => {
    if (opened) return;
    const timer = setInterval(() => tick(undefined), SECOND);
    return () => clearInterval(timer);
  }, [opened]);
  const { trace } = session;
  return opened ? trace.at(trace.end - 1) : Math.ceil(Date.now() / SECOND) * SECOND - 1;
}
