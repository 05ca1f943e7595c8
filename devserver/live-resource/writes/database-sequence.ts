import type { Connection } from 'mongoose';
import type { Sequence } from './sequence.ts';

/** How many numbers a process reserves at a time: one write to the database for so many messages. */
const BLOCK = 1_000;
/** The collection that keeps, for each channel, up to where numbers are reserved. */
const COLLECTION = 'livecollection_sequences';

interface Counter {
  _id: string;
  reserved: number;
}

/** The numbers that a channel's next messages get: those above `last`, to `end`. */
interface Range {
  last: number;
  end: number;
}

/**
 * Numbers that never go backwards as long as the database remembers, whatever the clock does and however the process
 * ended. Numbers are reserved in blocks, before the first of them is used: what a killed process had left of its block
 * is never used. That jump is wanted: to clients that stayed subscribed it says that they may have missed something,
 * as they have if the process died between a write and its message.
 *
 * A channel's first block starts at the clock, in ms since 1970, so that clients that remember a database
 * since deleted do not take everything new for known.
 *
 * For one process a channel. Several on one database get different numbers, but not in the order of their messages:
 * see `redisSequence` for that.
 */
export function databaseSequence(
  connection: Connection,
  options: { block?: number; now?: () => number } = {},
): Sequence {
  const { block = BLOCK, now = Date.now } = options;
  const counters = connection.collection<Counter>(COLLECTION);
  const ranges = new Map<string, Range>();
  const reserving = new Map<string, Promise<Range>>();

  async function reserve(channel: string): Promise<Range> {
    const _id = channel;
    // Also later than the first time: somebody may have dropped the database meanwhile.
    const least = ranges.get(channel)?.end ?? now();
    await counters.updateOne({ _id }, { $max: { reserved: least } }, { upsert: true });
    const counter = await counters.findOneAndUpdate(
      { _id },
      { $inc: { reserved: block } },
      { returnDocument: 'after' },
    );
    if (!counter) throw new Error(`No numbers could be reserved for ${channel}.`);
    const range = { last: counter.reserved - block, end: counter.reserved };
    ranges.set(channel, range);
    return range;
  }

  /** A range with at least one number left. Those who wait for the same block get it in the order of their calls. */
  async function ready(channel: string): Promise<Range> {
    const range = ranges.get(channel);
    if (range && range.last < range.end) return range;
    const under = reserving.get(channel) ?? reserve(channel).finally(() => reserving.delete(channel));
    reserving.set(channel, under);
    return under;
  }

  return {
    async next(channel) {
      let range = await ready(channel);
      while (range.last >= range.end) range = await ready(channel); // more waited than the block has
      range.last += 1;
      return range.last;
    },
    async current(channel) {
      return (ranges.get(channel) ?? (await ready(channel))).last;
    },
  };
}
