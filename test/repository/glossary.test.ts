import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/rooms.ts';

const page = readFileSync(join(projectRoot, 'extension/GLOSSARY.md'), 'utf8');
const entries = [...page.matchAll(/^\| ([^|]+) \| [^|]+ \| `(\w+)` \| `([^`]+)` \|$/gm)].map(
  ([, word = '', name = '', file = '']) => ({ word, name, file }),
);

describe('the glossary', () => {
  it.each(entries)('names for $word what the code has: $name in $file', ({ name, file }) => {
    expect(existsSync(join(projectRoot, file)), `${file} is gone`).toBe(true);
    expect(readFileSync(join(projectRoot, file), 'utf8')).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('explains each word once', () => {
    const words = entries.flatMap(({ word }) => word.split(', '));
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    expect(words.length).toBeGreaterThan(30);
  });

  it('has every row in the form that is checked', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Word'));
    expect(rows.length).toBe(entries.length);
  });
});
