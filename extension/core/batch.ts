import { MAX_LOAD } from './events.ts';
import type { BatchHeader } from './protocol.ts';

/** A batch with more characters than this is refused whole; a probe's are a third as long. */
export const MAX_BATCH = 4 * 1024 * 1024;

/** Reads the first line of a batch, or nothing when it is no header. Never throws. */
export function readHeader(line: string): BatchHeader | undefined {
  const value = parse(line);
  if (typeof value !== 'object' || value === null) return undefined;
  const { load, reader, url, recording, frame } = value as Record<string, unknown>;
  if (typeof load !== 'string' || typeof reader !== 'string') return undefined;
  if (load === '' || load.length > MAX_LOAD) return undefined;
  if (typeof url !== 'string' || typeof recording !== 'boolean') return undefined;
  return typeof frame === 'string' ? { load, reader, url, recording, frame } : { load, reader, url, recording };
}

/** The JSON of an untrusted line, or `undefined` when it is none. */
export function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
