import { createHash } from 'node:crypto';
import { RequestError } from '../request-error.ts';

/** How long an answer is remembered, in ms, and how many, and how many bytes of them. */
export interface IdempotencyLimits {
  window?: number;
  entries?: number;
  bytes?: number;
}

const IDEMPOTENCY_WINDOW_MS = 10 * 60_000;
const MOST_ENTRIES = 1_000;
const MOST_BYTES = 8 * 1024 * 1024;

interface Entry<T> {
  readonly fingerprint: string;
  readonly answer: Promise<T>;
  readonly until: number;
  bytes: number;
}

/** Runs the work of a named request once, and gives those who repeat it the first one's answer. */
export interface Idempotency<T> {
  /**
   * A repetition while the first one runs waits for it. One that failed is forgotten: repeating it runs again.
   * @throws RequestError 409 if the name was given to a request with another body
   */
  once(name: string, body: unknown, work: () => Promise<T>): Promise<T>;
}

/** Remembers in this process's memory; what is oldest goes first, what still runs stays. @param now the clock, in ms */
export function createIdempotency<T>(limits: IdempotencyLimits = {}, now: () => number = Date.now): Idempotency<T> {
  const { window = IDEMPOTENCY_WINDOW_MS, entries = MOST_ENTRIES, bytes: mostBytes = MOST_BYTES } = limits;
  const known = new Map<string, Entry<T>>();
  let bytes = 0;

  function forget(name: string): void {
    bytes -= known.get(name)?.bytes ?? 0;
    known.delete(name);
  }

  function makeRoom(): void {
    for (const [name, entry] of known) {
      const isTooMuch = known.size > entries || bytes > mostBytes;
      if (!isTooMuch && entry.until > now()) return;
      forget(name);
    }
  }

  return {
    async once(name, body, work) {
      makeRoom();
      const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('base64');
      const first = known.get(name);
      if (first && first.fingerprint !== fingerprint) {
        throw new RequestError(409, 'This request id was used for a request with another body.');
      }
      if (first) return first.answer;
      const answer = work();
      const entry: Entry<T> = { fingerprint, answer, until: now() + window, bytes: 0 };
      known.set(name, entry);
      try {
        const result = await answer;
        if (known.get(name) === entry) {
          entry.bytes = Buffer.byteLength(JSON.stringify(result));
          bytes += entry.bytes;
          makeRoom();
        }
        return result;
      } catch (error) {
        if (known.get(name) === entry) forget(name);
        throw error;
      }
    },
  };
}
