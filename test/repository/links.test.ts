import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** What is made or fetched: a reader of the repository has none of it. */
const NOT_IN_THE_REPOSITORY = ['node_modules', 'dist', '.git'];

/** Every page of the repository, from its root. */
const pages = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !NOT_IN_THE_REPOSITORY.includes(name))
  .flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    const files = readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' });
    return files.map((path) => join(entry.name, path));
  })
  .filter((path) => path.endsWith('.md'));

describe('the pages of the repository', () => {
  it.each(pages)('lead to what their readers have: %s', (page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(
      ([, to = '']) => to,
    );
    const within = links.filter((to) => !/^[a-z]+:/.test(to)).map((to) => join(dirname(page), to));
    expect(within.filter((to) => NOT_IN_THE_REPOSITORY.some((folder) => to.split(sep)[0] === folder))).toEqual([]);
    expect(within.filter((to) => !existsSync(join(root, to)))).toEqual([]);
  });

  it('are more than the first one', () => {
    expect(pages).toContain('README.md');
    expect(pages).toContain(join('devserver', 'live-collection', 'README.md'));
  });
});
