import type { Command } from '../core/protocol/commands.ts';
import { isUnrecorded } from '../core/unrecorded.ts';
import { parse } from './json/native-json.ts';
import { at, isObject, textOf } from './values.ts';

/** What a panel may set as the bound of an event, in bytes. */
const BOUNDS = { min: 4 * 1024, max: 1024 * 1024 };

/** Reads what a panel says. Nothing when it is no command: the page can speak on this channel too. */
export function readCommand(text: string): Command | undefined {
  try {
    const command: unknown = parse(text);
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
    case 'bound': {
      const bytes = at(value, 'bytes');
      return Number.isSafeInteger(bytes) && Number(bytes) >= BOUNDS.min && Number(bytes) <= BOUNDS.max;
    }
    case 'without':
      return isUnrecorded(at(value, 'entries'));
    case 'whole': {
      const isNumbered = Number.isSafeInteger(at(value, 'seq')) && Number.isSafeInteger(at(value, 'from'));
      return isNumbered && ['reader', 'load', 'path'].every((name) => textOf(at(value, name)) !== undefined);
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
