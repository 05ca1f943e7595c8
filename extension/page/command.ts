import type { Command } from '../core/protocol.ts';
import { at, isObject, textOf } from './values.ts';

/** Reads what a panel says. Nothing when it is no command: the page can speak on this channel too. */
export function readCommand(text: string): Command | undefined {
  try {
    const command: unknown = JSON.parse(text);
    return isCommand(command) ? command : undefined;
  } catch {
    return undefined;
  }
}

function isCommand(value: unknown): value is Command {
  const hasChannel = textOf(at(value, 'channel')) !== undefined;
  switch (at(value, 'type')) {
    case 'hello': {
      const positions = at(value, 'positions');
      const isReader = textOf(at(value, 'reader')) !== undefined;
      return isReader && isObject(positions) && Object.values(positions).every(Number.isSafeInteger);
    }
    case 'record':
    case 'stacks':
      return typeof at(value, 'on') === 'boolean';
    case 'stage/restore':
      return hasChannel && Array.isArray(at(value, 'snapshot', 'models'));
    case 'stage/play':
      return hasChannel && textOf(at(value, 'report', 'kind')) !== undefined;
    case 'describe':
    case 'stage/end':
      return true;
    default:
      return false;
  }
}
