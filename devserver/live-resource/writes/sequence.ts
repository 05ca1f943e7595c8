/** Numbers the messages of each channel. Asynchronous, so that processes which share channels can share a counter. */
export interface Sequence {
  /** Takes the channel's next number. */
  next(channel: string): Promise<number>;
  /** The last number taken. */
  current(channel: string): Promise<number>;
}

/**
 * A counter for each channel in this process's memory.
 *
 * It begins at the clock, in ms since 1970, and not at 0: clients outlive a restart of the server, and to a client
 * that has seen 17 a channel that begins again at 1 says "all this you know". As long as a channel carries fewer
 * than 1,000 messages a second over the life of the process, the next process begins above it; the jump tells
 * clients that they may have missed something.
 */
export function memorySequence(first: number = Date.now()): Sequence {
  const last = new Map<string, number>();
  const current = (channel: string) => last.get(channel) ?? first;

  return {
    async next(channel) {
      const seq = current(channel) + 1;
      last.set(channel, seq);
      return seq;
    },
    async current(channel) {
      return current(channel);
    },
  };
}
