import { createRecent } from '../../core/bounded-map.ts';
import type { Session } from '../../core/session.ts';

/** What a panel can know of a document's past: from when on it was looked at, and what was there before. */
export interface Capture {
  /** ms since the epoch */
  began: number;
  /** The page's own scripts had run already. */
  late: boolean;
  /** The document before it, of the same origin, was met late as well: to load it again does not help. */
  lateAgain?: boolean;
  /** Sockets that were open before; they are met at their next message. */
  olderSockets: number;
}

export interface Captures {
  /** Of the document that the panel speaks of, unless nothing was seen of it yet. */
  current(): Capture | undefined;
  /** How often the probes of all documents failed themselves. */
  errors(): number;
  /** What the last of them said. */
  lastError(): string;
}

/** Documents remembered. */
const LOADS = 256;

/** Follows a session, event by event. */
export function followCaptures(session: Session): Captures {
  const { trace } = session;
  const captures = createRecent<string, Capture>(LOADS);
  let next = trace.first;
  let errors = 0;
  let lastError = '';
  /** The origin of the last document, if that was met late. */
  let lastLate: string | undefined;

  function read(i: number): void {
    const kind = trace.kind(i);
    if (kind !== 'load' && kind !== 'opened' && kind !== 'probe-error') return;
    const event = trace.event(i);
    if (event.kind === 'load') {
      const late = event.attach === 'late';
      const origin = URL.canParse(event.url) ? new URL(event.url).origin : event.url;
      captures.set(event.load, {
        began: event.at,
        late,
        olderSockets: 0,
        lateAgain: late && event.frame === undefined && origin === lastLate,
      });
      if (event.frame === undefined) lastLate = late ? origin : undefined;
    } else if (event.kind === 'probe-error') {
      errors += 1;
      lastError = event.message;
    } else if (event.kind === 'opened' && event.earlier) {
      const capture = captures.get(event.load);
      if (capture) capture.olderSockets += 1;
    }
  }

  session.subscribe(() => {
    for (next = Math.max(next, trace.first); next < trace.end; next += 1) read(next);
  });
  return {
    current: () => captures.get(session.status().load),
    errors: () => errors,
    lastError: () => lastError,
  };
}
