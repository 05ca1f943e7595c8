import type { Tap } from '../tap.ts';
import { channelsIn, extensionsOf, type FayeClient, handlersIn, tableOf } from './faye-internals.ts';

/** What a client holds, as it is told: the table once, then what changes in it. */
export interface HeldChannels {
  /** Tells the whole table, as it is now. */
  all(): void;
  /** What it holds of these channels, or how many extensions it has, may have changed: tells it if so. */
  changed(channels: readonly string[]): void;
}

/** A piece of a table: so much is read and told in one task of the page. Channels, and characters of their names. */
const CHANNELS = 500;
const CHARACTERS = 16 * 1024;

/**
 * Each change costs the same, however many channels there are. What cannot be read is not told.
 *
 * @param client what it is called in reports
 * @param active says whether anybody still looks
 */
export function followHeld(faye: FayeClient, client: string, tap: Tap, active: () => boolean): HeldChannels {
  let table: object | undefined;
  let extensions = 0;
  /** What was reported of each channel that is held. */
  const told = new Map<string, number>();
  let tables = 0;
  /** Channels to be looked at in a task of their own: an application that subscribes to many does so in one. */
  let pending = new Set<string>();
  let isPending = false;

  function tell(channels: [string, number][], piece: string | undefined): void {
    for (const [channel, handlers] of channels)
      if (handlers > 0) told.set(channel, handlers);
      else told.delete(channel);
    extensions = extensionsOf(faye);
    tap.report({
      layer: 'faye',
      kind: 'holds',
      client,
      // Whatever a channel is called, it is a field.
      channels: Object.fromEntries(channels),
      extensions,
      table: piece,
    });
  }

  function all(): void {
    table = tableOf(faye);
    told.clear();
    tables += 1;
    const telling = tables;
    const names = table ? channelsIn(table) : [];
    let next = 0;

    function piece(isFirst: boolean): void {
      // Another table was begun since, or nobody looks.
      if (!table || telling !== tables || !active()) return;
      const channels: [string, number][] = [];
      for (let length = 0; next < names.length && channels.length < CHANNELS && length < CHARACTERS; next += 1) {
        const name = names[next] ?? '';
        length += name.length;
        channels.push([name, handlersIn(table, name)]);
      }
      const isLast = next === names.length;
      tell(channels, isLast ? (isFirst ? undefined : 'end') : isFirst ? 'begin' : 'middle');
      if (!isLast) tap.later(() => piece(false));
    }
    piece(true);
  }

  function tellChanges(): void {
    const channels = pending;
    pending = new Set();
    isPending = false;
    if (!active()) return;
    if (tableOf(faye) !== table) all();
    if (!table) return;
    let changes: [string, number][] = [];
    let length = 0;
    for (const channel of channels) {
      const handlers = handlersIn(table, channel);
      if (handlers === (told.get(channel) ?? 0)) continue;
      changes.push([channel, handlers]);
      length += channel.length;
      if (changes.length < CHANNELS && length < CHARACTERS) continue;
      tell(changes, 'change');
      changes = [];
      length = 0;
    }
    if (changes.length > 0 || extensionsOf(faye) !== extensions) tell(changes, 'change');
  }

  /** Most of what a server acknowledges was held, and told, before. */
  const isTold = (channel: string) => table !== undefined && handlersIn(table, channel) === (told.get(channel) ?? 0);

  return {
    all,
    changed(channels) {
      const news = tableOf(faye) === table ? channels.filter((channel) => !isTold(channel)) : channels;
      for (const channel of news) pending.add(channel);
      if (isPending || (news.length === 0 && tableOf(faye) === table && extensionsOf(faye) === extensions)) return;
      isPending = true;
      tap.later(tellChanges);
    },
  };
}
