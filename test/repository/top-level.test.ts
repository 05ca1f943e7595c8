import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the top level stays as it is: everything else finds its room below', () => {
  const made = ['node_modules', 'dist'];
  const found = readdirSync(join(import.meta.dirname, '../..')).filter(
    (name) => !name.startsWith('.') && !made.includes(name),
  );
  const rooms = ['devserver', 'extension', 'test'];
  const files = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'manifest.json',
    'package-lock.json',
    'package.json',
    'tsconfig.json',
  ];
  expect(found.filter((name) => ![...rooms, ...files].includes(name))).toEqual([]);
});
