/** What a decision means for the list the user sees; a badge's shape and colour follow from it. */
export type DecisionFamily = 'applied' | 'held' | 'matched' | 'ignored' | 'removed' | 'unsure' | 'warning';

const families: Readonly<Record<DecisionFamily, readonly string[]>> = {
  applied: [
    'inserted',
    'upserted-unknown',
    'inserted-after-hold',
    'inserted-beside',
    'merged',
    'resynced',
    'kept-over-snapshot',
  ],
  held: ['held', 'held-update'],
  matched: ['matched-own-create', 'absorbed-twin'],
  ignored: [
    'ignored-duplicate',
    'ignored-stale',
    'ignored-stale-response',
    'ignored-tombstoned',
    'ignored-pending-delete',
    'filtered-out',
    'dropped-after-dispose',
    // Of a collection that does not report: nothing was seen yet, or there was nothing to do.
    'expected',
    'not-known',
    'unchanged',
  ],
  removed: ['removed', 'tombstoned', 'removed-by-tombstone', 'removed-by-snapshot'],
  // No decision is unsure by its name: only what was seen to differ can be, see `judge`.
  unsure: [],
  warning: [
    'matched-own-create-despite-error',
    'restored-after-failed-delete',
    'reverted-failed-update',
    'gap-detected',
    'released-by-timeout',
    'unknown-method',
  ],
};

const familyOf = new Map(
  Object.entries(families).flatMap(([family, names]) => names.map((name) => [name, family as DecisionFamily] as const)),
);

/** The family of a decision; of a name a newer library may have invented, by its first word, else `warning`. */
export function decisionFamily(decision: string): DecisionFamily {
  const known = familyOf.get(decision);
  if (known) return known;
  if (decision.startsWith('ignored')) return 'ignored';
  if (decision.startsWith('held')) return 'held';
  if (decision.startsWith('matched')) return 'matched';
  if (decision.startsWith('removed')) return 'removed';
  if (decision.startsWith('inserted')) return 'applied';
  return 'warning';
}
