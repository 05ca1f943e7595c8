import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiPage } from '../../extension/build/api-page.ts';
import { apiPageOf, emitTypes } from '../../extension/build/library-types.ts';

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

describe('the API page of the library as it is', () => {
  let folder: string;
  let page: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'api-page-'));
    await emitTypes(['live-collection/index.ts'], folder);
    page = await apiPageOf(join(folder, 'live-collection'));
  }, 60_000);
  afterAll(async () => {
    if (folder) await rm(folder, { recursive: true });
  });

  /** What stands below a heading, up to the next. */
  const section = (name: string) => page.split(/^#+ /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
  const members = (text: string) => [...text.matchAll(/^- `(?:readonly )?(\w+)/gm)].map(([, name]) => name);
  const blocks = (text: string) => [...text.matchAll(/^```ts\n([\s\S]*?)\n```$/gm)].map(([, code]) => code);

  it('tells of LiveCollection its own members, and how it is declared', () => {
    const told = section('LiveCollection');
    const options = ['client', 'channel', 'versionAttribute', 'nameRequests', 'releaseAfter', 'limits'];
    const does = ['listening', 'resyncOptions', 'accepts', 'listen', 'unlisten', 'dispose', 'resync'];
    expect(members(told.slice(told.indexOf('```ts')))).toEqual([...options, ...does]);
    expect(blocks(told)).toEqual([
      'export interface LiveCollection<M extends Backbone.Model = Backbone.Model> extends Backbone.Collection<M>',
      'export declare const LiveCollection: LiveCollectionClass;',
    ]);
  });

  it('has nothing of a module that is no declaration', () => {
    expect(page).not.toMatch(/export \{|import /);
    expect(page.replace(section('ModelOf'), '')).not.toContain('infer ');
  });

  it('has of a union every part, to its last', () => {
    expect(blocks(section('Decision'))[0]).toMatch(/'inserted'[\s\S]+'ignored-without-id';$/);
    expect(blocks(section('LiveReport'))[0]).toMatch(/kind: 'added'[\s\S]+kind: 'error';\n {4}message: string;\n};$/);
  });

  it('tells of every type that it names', () => {
    const headings = new Set([...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name));
    const elsewhere = [
      'Backbone',
      'Collection',
      'CollectionFetchOptions',
      'Model',
      'Error',
      'Promise',
      'Record',
      'Set',
      'ThisType',
    ];
    const code = [...blocks(page), ...[...page.matchAll(/^- `([^`]*)`/gm)].map(([, signature]) => signature)]
      .join('\n')
      .replace(/\/\*\*[\s\S]*?\*\//g, '')
      .replace(/'[^']*'|"[^"]*"/g, '');
    const named = new Set(code.match(/\b[A-Z]\w+\b/g));
    expect([...named].filter((name) => !headings.has(name) && !elsewhere.includes(name))).toEqual([]);
    expect(headings).toContain('Limits');
    expect(members(section('SourceSnapshot'))).toEqual(['models', 'state']);
  });
});
