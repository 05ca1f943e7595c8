/** The texts that events have only the beginning of, whole, for as long as there is room for them: the oldest go first. */
export interface KeptTexts {
  /** Keeps the texts of an event, by their path in it. What they are part of takes `size` characters. */
  keep(seq: number, texts: ReadonlyMap<string, () => string>, size: number): void;
  /** Nothing when it is not here any more, or never was. */
  read(seq: number, path: string): string | undefined;
}

/** @param maxCharacters what the page's memory may hold for us */
export function createWholeTexts(maxCharacters: number): KeptTexts {
  const kept = new Map<number, { texts: ReadonlyMap<string, () => string>; size: number }>();
  let total = 0;
  return {
    keep(seq, texts, size) {
      if (size > maxCharacters) return;
      kept.set(seq, { texts, size });
      total += size;
      for (const [oldest, { size }] of kept) {
        if (total <= maxCharacters) break;
        kept.delete(oldest);
        total -= size;
      }
    },
    read: (seq, path) => kept.get(seq)?.texts.get(path)?.(),
  };
}
