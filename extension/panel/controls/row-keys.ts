/**
 * Where a key leads from the row at `place` (-1: from none) of `count`; nothing for other keys and where there are no rows.
 * @param page rows that fit
 */
export function rowAfterKey(key: string, place: number, count: number, page: number): number | undefined {
  const back = (by: number) => (place < 0 ? count : place) - by;
  const targets = new Map([
    ['ArrowDown', place + 1],
    ['ArrowUp', back(1)],
    ['PageDown', place + page],
    ['PageUp', back(page)],
    ['Home', 0],
    ['End', count - 1],
  ]);
  const target = targets.get(key);
  return target === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, target));
}
