import { describe, expect, it } from 'vitest';
import { createRecentlyUsed } from '../../extension/core/bounded-map.ts';

describe('what was used recently', () => {
  it('forgets what was not asked for longest', () => {
    const recent = createRecentlyUsed<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.get('a')).toBe(1);
    recent.set('c', 3);
    expect([...recent.entries()]).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
  });

  it('has what was set last, and not what was deleted, also of the one that was asked for last', () => {
    const recent = createRecentlyUsed<string, number>(2);
    recent.set('a', 1);
    recent.set('a', 2);
    expect(recent.get('a')).toBe(2);
    recent.delete('a');
    expect(recent.get('a')).toBeUndefined();
    recent.set('a', 3);
    expect(recent.get('a')).toBe(3);
  });
});
