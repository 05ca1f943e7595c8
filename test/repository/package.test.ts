import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Patterns of what is packed: a `*` is any one name, a folder all that is in it. */
const patterns = (about.files as string[]).map((file) => {
  const escaped = file.replace(/[.]/g, '\\.').replace(/\*/g, '[^/]+');
  return new RegExp(`^${escaped}(/|$)`);
});
const isPacked = (path: string) => patterns.some((pattern) => pattern.test(path));

describe('the package', () => {
  it('has every page and picture that its README leads to', () => {
    const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)];
    const within = links.map(([, to = '']) => to).filter((to) => !/^[a-z]+:/.test(to));
    expect(within.filter((to) => !isPacked(to))).toEqual([]);
    expect(within.length).toBeGreaterThan(0);
  });

  it('is built before it is packed', () => {
    expect(about.scripts.prepack).toBe('npm run build');
    expect(about.files).toContain('dist');
  });

  it('uses the application’s own Backbone, Express, Faye and Mongoose, and bundles the Redis that no application has', () => {
    const peers = ['backbone', 'express', 'faye', 'mongoose'];
    expect(Object.keys(about.peerDependencies)).toEqual(peers);
    const installed = Object.keys(about.dependencies);
    expect([...peers, 'redis', 'faye-redis'].filter((name) => installed.includes(name))).toEqual([]);
  });
});
