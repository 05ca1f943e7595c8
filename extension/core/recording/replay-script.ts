import type { LiveReport, SyncMethod } from '../../../devserver/live-collection/registry.ts';
import { isIncomplete, marksOf } from '../marks/mark.ts';
import type { Command } from '../protocol/commands.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';

/** One recorded input, and what must be said to the page so that it happens again. */
export interface ScriptStep {
  /** When it was recorded, in milliseconds since the epoch. */
  at: number;
  commands: Command[];
}

/** What a replay plays. */
export interface Script {
  /** Puts every collection where the recording began. */
  opening: Command[];
  /** In recorded order. */
  steps: ScriptStep[];
  /** Events that would be played, but do not stand in the recording as they were: played, they would invent data. */
  incomplete: LiveEvent[];
  /** Those that its steps are played to. */
  channels: string[];
}

/**
 * Makes a recording into a script. A collection is called by its channel, for its name in the page is another every time.
 *
 *   Of two collections that listened to one channel at once, the first is played: they heard the same.
 *   When a channel's collection is gone (removed, or its document is) and another comes, the restore of the next one
 *   stands before its first input.
 *   An input of a collection whose beginning is not in the recording is played where a message tells its channel.
 */
export function scriptOf(events: Iterable<LiveEvent>): Script {
  const opening: Command[] = [];
  const steps: ScriptStep[] = [];
  const incomplete: LiveEvent[] = [];
  const channels = channelsOf(events);
  /** Channel → the collection that is played for it. */
  const played = new Map<string, string>();
  const gone = new Set<string>();
  const pending = new Map<string, Command>();

  for (const event of events) {
    if (event.layer === 'page' && event.kind === 'load' && !event.frame) {
      // Another document: every collection of the one before is gone.
      for (const source of played.values()) if (!isOf(event.load, source)) gone.add(source);
      continue;
    }
    if (event.layer !== 'collection') continue;
    const source = nameOf(event.load, event.source);
    const channel = channels.get(source);
    if (channel === undefined) continue;
    const current = played.get(channel);
    if (event.kind === 'removed') gone.add(source);
    else if (event.kind === 'added') {
      const restore = restoreOf(channel, event);
      const isPlayed = current === undefined || current === source || gone.has(current);
      if (isPlayed && marksOf(event).some(isIncomplete)) incomplete.push(event);
      if (current === undefined && steps.length === 0) opening.push(restore);
      else if (isPlayed) pending.set(channel, restore);
      else continue;
      gone.delete(source);
      played.set(channel, source);
    } else {
      const report = inputOf(event);
      if (!report || (current !== undefined && current !== source)) continue;
      if (marksOf(event).some(isIncomplete)) incomplete.push(event);
      played.set(channel, source);
      const restore = pending.get(channel);
      pending.delete(channel);
      const play: Command = { type: 'stage/play', channel, report };
      steps.push({ at: event.at, commands: restore ? [restore, play] : [play] });
    }
  }
  return { opening, steps, incomplete, channels: [...played.keys()] };
}

/** A collection's name within the whole recording. A load has no space that could be mistaken: it is matched whole. */
const nameOf = (load: string, source: string) => `${load}\n${source}`;
const isOf = (load: string, name: string) => name.startsWith(`${load}\n`);

/** The channel of each collection: as it was added with, else as its messages came over. */
function channelsOf(events: Iterable<LiveEvent>): Map<string, string> {
  const channels = new Map<string, string>();
  for (const event of events) {
    if (event.layer !== 'collection' || (event.kind !== 'added' && event.kind !== 'message')) continue;
    const name = nameOf(event.load, event.source);
    if (event.kind === 'added' || !channels.has(name)) channels.set(name, event.channel);
  }
  return channels;
}

function restoreOf(channel: string, event: LiveEventOf<'collection', 'added'>): Command {
  const models = Array.isArray(event.models) ? event.models : [];
  return { type: 'stage/restore', channel, snapshot: { models, state: event.state ?? null } };
}

/** An input as the collection reported it; nothing for other events, and for methods that are not Backbone's. */
function inputOf(event: LiveEvent): LiveReport | undefined {
  if (event.layer !== 'collection') return undefined;
  if (event.kind !== 'message' && event.kind !== 'request' && event.kind !== 'response') return undefined;
  const { load: _load, seq: _seq, at: _at, layer: _layer, source: _source, ...rest } = event;
  return 'method' in rest && !isSyncMethod(rest.method) ? undefined : (rest as LiveReport);
}

const SYNC_METHODS: readonly string[] = ['create', 'read', 'update', 'patch', 'delete'] satisfies SyncMethod[];

function isSyncMethod(method: string): method is SyncMethod {
  return SYNC_METHODS.includes(method);
}
