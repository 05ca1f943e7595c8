/**
 * Makes the library's API page out of its declarations: what is exported, with the doc comments as they stand in the code.
 * Reads only what TypeScript itself wrote (`.d.ts`: four spaces, one member a line or block), so patterns are enough.
 */

/** One exported declaration. */
interface Declaration {
  name: string;
  doc: string;
  code: string;
}

const DOC = String.raw`(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n)?`;
const TOP_LEVEL = new RegExp(`^${DOC}export (?:declare )?(?:interface|const|class|function|type) (\\w+)`, 'gm');
const MEMBER = new RegExp(`^ {4}${DOC.replace('\\n)?', '\\n {4})?')}((?:readonly )?[\\w<]\\w*[^;{]*);$`, 'gm');

/**
 * @param exported the names to tell of, in that order
 * @param declarations the text of every `.d.ts` file
 * @throws {Error} when a name is declared nowhere
 */
export function apiPage(exported: readonly string[], declarations: readonly string[]): string {
  const known = declarations.flatMap(declarationsIn);
  const sections = exported.map((name) => {
    // A class made by a function has two: the interface of what it makes, and the constant.
    const declared = known.filter((declaration) => declaration.name === name);
    if (declared.length === 0) throw new Error(`${name} is exported, but no declaration of it was found.`);
    return [`## ${name}\n`, ...declared.map(section)].join('\n');
  });
  return `# LiveCollection: API\n\nMade from the doc comments by \`npm run build\`.\n\n${sections.join('\n')}`;
}

function declarationsIn(text: string): Declaration[] {
  const starts = [...text.matchAll(TOP_LEVEL)];
  return starts.map((match, index) => {
    const end = starts[index + 1]?.index ?? text.length;
    const code = text
      .slice(match.index, end)
      .replace(new RegExp(`^${DOC}`), '')
      .trim();
    return { name: match[2] ?? '', doc: prose(match[1]), code };
  });
}

function section({ doc, code }: Declaration): string {
  const members = code.startsWith('export type') ? [] : [...code.matchAll(MEMBER)];
  const [head = ''] = code.split('\n');
  const parts: string[] = [];
  if (doc) parts.push(`${doc}\n`);
  if (members.length === 0) parts.push(`\`\`\`ts\n${code}\n\`\`\`\n`);
  else {
    parts.push(`\`\`\`ts\n${head.replace(/ \{$/, '')}\n\`\`\`\n`);
    for (const [, comment, signature] of members)
      parts.push(`- \`${signature}\`${comment ? ` — ${inline(comment)}` : ''}`);
    parts.push('');
  }
  return parts.join('\n');
}

/** A doc comment without its stars; `@throws` and the like become sentences of their own. */
function prose(comment = ''): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .replace(/^@param (\w+)/gm, '`$1`:')
    .replace(/^@throws \{(\w+)\}/gm, 'Throws `$1`')
    .replace(/^@throws/gm, 'Throws')
    .trim();
}

const inline = (comment: string) => prose(comment).replace(/\s*\n\s*/g, ' ');
