import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = read('devserver/live-collection/README.md');

describe('the library’s README', () => {
  it('names every decision', () => {
    const [, union = ''] =
      /export type Decision =([\s\S]*?)\n\nexport/.exec(read('devserver/live-collection/reconciler/verdict.ts')) ?? [];
    const decisions = [...union.matchAll(/\| '([a-z-]+)'/g)].map(([, name]) => name);
    expect(decisions.length).toBeGreaterThan(25);
    expect(decisions.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows the foreign collection that is tested, not another', () => {
    expect(readme).toContain(read('test/support/foreign-live-collection.ts').trim());
  });

  it('gives the defaults that hold', () => {
    expect(read('devserver/live-collection/reconciler/state.ts')).toContain(
      '{ tombs: 2_000, seen: 4_000, failed: 100 }',
    );
    expect(read('devserver/live-collection/live-collection.ts')).toContain('Defaults 2,000, 4,000 and 100.');
  });
});
