import type { Command } from '../core/protocol.ts';

/** Reads what a panel says. Nothing when it is no command: the page can speak on this channel too. */
export function readCommand(text: string): Command | undefined {
  let command: Partial<Record<string, unknown>> | null;
  try {
    command = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof command !== 'object' || command === null) return undefined;
  return isCommand(command) ? (command as unknown as Command) : undefined;
}

function isCommand({
  type,
  reader,
  positions,
  on,
  channel,
  snapshot,
  report,
}: Partial<Record<string, unknown>>): boolean {
  switch (type) {
    case 'hello':
      return typeof reader === 'string' && isObject(positions) && Object.values(positions).every(Number.isSafeInteger);
    case 'record':
    case 'stacks':
      return typeof on === 'boolean';
    case 'stage/restore':
      return typeof channel === 'string' && isObject(snapshot) && Array.isArray(snapshot.models);
    case 'stage/play':
      return typeof channel === 'string' && isObject(report) && typeof report.kind === 'string';
    case 'describe':
    case 'stage/end':
      return true;
    default:
      return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
