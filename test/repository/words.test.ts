import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageProse, prose, sourceProse } from '../support/prose.ts';
import { projectRoot } from '../support/rooms.ts';
import { ALLOWED, REFUSED } from './words.ts';

describe('comments, texts, pages and names of tests', () => {
  it('are written in plain English', () => {
    const wrong = prose().flatMap(({ file, line, text }) =>
      REFUSED.filter(({ word }) => word.test(text)).map(
        ({ word, instead, reason }) =>
          `${file}:${line}: ${text.trim()}\n    ${word.exec(text)?.[0]} → ${instead}. ${reason}`,
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('are found: comments, texts of several words, texts in markup, names of tests', () => {
    const source = `
      /** One. */
      const two = 'Two of them'; // not 'key'
      const three = \`Three \${two} or four\`;
      const five = <b title="five here">six here</b>;
    `;
    const found = sourceProse('extension/a.tsx', source).map(({ line, text }) => `${line} ${text.trim()}`);
    expect(found).toEqual([
      '2 /** One. */',
      "3 'Two of them'",
      "3 // not 'key'",
      '4 `Three  or four`',
      '5 "five here"',
      '5 six here',
    ]);
    const test = `it('keeps a rule', () => { say('some other text'); });`;
    expect(sourceProse('test/a.test.ts', test).map(({ text }) => text)).toEqual(["'keeps a rule'"]);
    expect(
      pageProse('a.md', 'one `two` three\n```\nfour\n```\nfive').map(({ line, text }) => `${line} ${text}`),
    ).toEqual(['1 one  three', '2 ', '3 ', '4 ', '5 five']);
  });
});

describe('the words that are right here', () => {
  it.each(Object.keys(ALLOWED))('are explained in the glossary: %s', (word) => {
    expect(readFileSync(join(projectRoot, 'extension/GLOSSARY.md'), 'utf8')).toMatch(new RegExp(`\\b${word}\\b`));
  });
});
