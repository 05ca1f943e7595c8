/** The one of `names` that `word` is most likely a slip of, or nothing when it is like none. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  // Half of the word wrong is another word.
  let best = Math.max(1, Math.floor(wanted.length / 2)) + 1;
  let found: string | undefined;
  for (const name of names) {
    const away = name.startsWith(wanted) ? 1 : distance(wanted, name);
    if (away < best) {
      best = away;
      found = name;
    }
  }
  return found;
}

/** Letters to add, drop, change or swap with the next: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, k) => k);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let k = 1; k <= other.length; k += 1) {
      const same = one[i - 1] === other[k - 1];
      let least = Math.min((last[k] ?? 0) + 1, (row[k - 1] ?? 0) + 1, (last[k - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && k > 1 && one[i - 1] === other[k - 2] && one[i - 2] === other[k - 1];
      if (swapped) least = Math.min(least, (before[k - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[other.length] ?? 0;
}
