import type { BatchHeader } from '../protocol/commands.ts';
import { MAX_LOAD } from '../protocol/events.ts';

/** A batch with more characters than this is refused whole; a probe's are a third as long. */
export const MAX_BATCH = 4 * 1024 * 1024;

/** Reads the first line of a batch, or nothing when it is no header. Never throws. */
export function readHeader(line: string): BatchHeader | undefined {
  const value = parse(line);
  if (typeof value !== 'object' || value === null) return undefined;
  const { load, reader, url, recording, frame, whole } = value as Record<string, unknown>;
  if (typeof load !== 'string' || typeof reader !== 'string') return undefined;
  if (load === '' || load.length > MAX_LOAD) return undefined;
  if (typeof url !== 'string' || typeof recording !== 'boolean') return undefined;
  const header: BatchHeader = { load, reader, url, recording };
  if (typeof frame === 'string') header.frame = frame;
  if (whole !== undefined) {
    const answer = readAnswer(whole);
    if (!answer) return undefined;
    header.whole = answer;
  }
  return header;
}

function readAnswer(value: unknown): BatchHeader['whole'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { seq, path, from, length } = value as Record<string, unknown>;
  if (typeof path !== 'string' || !Number.isSafeInteger(seq)) return undefined;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(length)) return undefined;
  return { seq: Number(seq), path, from: Number(from), length: Number(length) };
}

/** The JSON of an untrusted line, or `undefined` when it is none. */
export function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
