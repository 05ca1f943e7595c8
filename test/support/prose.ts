import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './rooms.ts';

/** A sentence, or a part of one, that somebody reads: where it is, and its text. */
export interface Prose {
  /** From the root of the repository. */
  file: string;
  /** From 1. */
  line: number;
  text: string;
}

const FOLDERS = ['.github', 'devserver', 'extension', 'test'];
/** What is written by somebody else, or for nobody to read. */
const SKIPPED = /node_modules|\.json$|screenshots/;

/** The comments, texts and pages of the repository. Of a test's texts only names of tests count: the others are its data. */
export function prose(): Prose[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return ['README.md', 'CHANGELOG.md', ...files].filter((file) => !SKIPPED.test(file)).flatMap(proseOf);
}

function proseOf(file: string): Prose[] {
  if (file.endsWith('.md')) return pageProse(file, read(file));
  return /\.tsx?$/.test(file) ? sourceProse(file, read(file)) : [];
}

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

/** The lines of a page, without blocks and pieces of code. */
export function pageProse(file: string, text: string): Prose[] {
  const withoutCode = text
    .replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/.+/g, ''))
    .replace(/`[^`\n]+`/g, '');
  return withoutCode.split('\n').map((line, i) => ({ file, line: i + 1, text: line }));
}

/** What a source is taken apart by: comments, texts, and texts in markup, which stand between two tags. */
const PIECE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[\w"'}]>)[^<>{}=;()]+(?=[<{])/g;
/** What stands before the name of a test, also of a table of tests. */
const BEFORE_A_NAME = /(?:\b(?:it|test|describe)|\))\(\s*$/;

/** The comments and texts of a source, without code in them. A text of one word is a name or a key, and no prose. */
export function sourceProse(file: string, text: string): Prose[] {
  const isTest = file.startsWith('test/');
  const found: Prose[] = [];
  let line = 1;
  let counted = 0;
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    line += text.slice(counted, index).split('\n').length - 1;
    counted = index;
    const isComment = /^\/[/*]/.test(piece);
    if (!isComment && !/\S\s+\S/.test(piece)) continue;
    if (isTest && !isComment && !BEFORE_A_NAME.test(text.slice(Math.max(0, index - 40), index))) continue;
    const words = piece.replace(isComment ? /`[^`\n]+`/g : /\$\{[^}]*\}/g, '');
    found.push(...words.split('\n').map((part, i) => ({ file, line: line + i, text: part })));
  }
  return found;
}
