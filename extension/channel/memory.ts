import type { Channel } from './channel.ts';

/** Two ends of a channel that never leaves this process; synchronous, so that a test needs not wait. */
export function memoryChannels(): [Channel, Channel] {
  const one = new Set<(text: string) => void>();
  const other = new Set<(text: string) => void>();
  let open = true;
  const end = (mine: typeof one, theirs: typeof one): Channel => ({
    send(text) {
      if (!open) return false;
      for (const listener of [...theirs]) listener(text);
      return theirs.size > 0;
    },
    listen(listener) {
      mine.add(listener);
      return () => void mine.delete(listener);
    },
    close() {
      open = false;
    },
  });
  return [end(one, other), end(other, one)];
}
