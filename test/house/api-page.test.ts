import { describe, expect, it } from 'vitest';
import { apiPage } from '../../extension/api-page.ts';

const DECLARATIONS = `
import type { Facts } from './verdict.ts';
/** What a handler gets. */
export interface LiveDecision {
    /** Counts the collection's inputs. */
    input: number;
    facts: Facts;
}
/**
 * The page's registry.
 *
 * @throws {TypeError} when frozen
 */
export declare function liveRegistry(scope?: object): LiveRegistry;
`;

describe('the API page', () => {
  it('tells of every exported name, with the doc comments of its members', () => {
    const page = apiPage(['LiveDecision', 'liveRegistry'], [DECLARATIONS]);
    expect(page).toContain('## LiveDecision\n\nWhat a handler gets.');
    expect(page).toContain('- `input: number` — Counts the collection');
    expect(page).toContain('- `facts: Facts`');
    expect(page).toContain("## liveRegistry\n\nThe page's registry.\n\nThrows `TypeError` when frozen");
    expect(page).toContain('export declare function liveRegistry(scope?: object): LiveRegistry;');
  });

  it('fails the build for a name that is exported and declared nowhere', () => {
    expect(() => apiPage(['Gone'], [DECLARATIONS])).toThrow('Gone');
  });
});
