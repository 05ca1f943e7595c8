/** What a page sees of something thrown. */
export function thrown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const kind = Object.getPrototypeOf(error)?.constructor?.name;
  return `${kind} ${error.name}: ${error.message}`;
}

/** What comes of a call: its value or what it threw, now or later. */
export async function outcome(call: () => unknown): Promise<string> {
  try {
    const value = call();
    try {
      return `gives ${String(await value)}`;
    } catch (error) {
      return `rejects ${thrown(error)}`;
    }
  } catch (error) {
    return `throws ${thrown(error)}`;
  }
}

/** A log of what happened in which order; `turn` adds a microtask's place in it. */
export function orderLog() {
  const log: string[] = [];
  return {
    log,
    say: (what: string) => void log.push(what),
    /** Waits for the event that ends it all. */
    until: (target: EventTarget, type: string) =>
      new Promise<void>((resolve) => target.addEventListener(type, () => setTimeout(resolve), { once: true })),
  };
}

/** Where the site's Bayeux server takes sockets. */
export const socketUrl = () => new URL('/faye', location.href).href.replace('http', 'ws');

/** The query of a socket that is closed before it is open. */
export const GIVEN_UP = '?given-up';
export const givenUpSocketUrl = () => socketUrl() + GIVEN_UP;
