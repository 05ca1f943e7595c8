/**
 * Makes the library's API page out of its declarations: what is exported, with the doc comments as they stand in the code,
 * and the types that it names. Reads only what TypeScript itself wrote (`.d.ts`: members are indented by four spaces, one
 * member a line or block), so patterns are enough.
 */

/** One declaration at the top level of a file. */
interface Declaration {
  /** Which of the files. */
  file: number;
  name: string;
  isExported: boolean;
  doc: string;
  code: string;
}

const DOC = String.raw`(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n)?`;
const TOP_LEVEL = new RegExp(`^${DOC}(export )?(?:declare )?(?:interface|const|class|function|type) (\\w+)`, 'gm');
const WITH_MEMBERS = /^(?:export )?(?:declare )?(?:interface|class)/;
/** The last line of a declaration: of one without members, what is deeper than a union's own lines is within it. */
const LAST_LINE = { withMembers: /^}$/m, without: /^ {0,3}\S.*;$/m };
const MEMBER = new RegExp(
  `^ {4}${DOC.replace('\\n)?', '\\n {4})?')}((?:readonly )?[\\w<]\\w*(?:[^;{]|\\{[^}]*\\})*);$`,
  'gm',
);
const COMMENT = /\/\*\*(?:[^*]|\*(?!\/))*\*\//g;
const TYPE_NAME = /\b[A-Z]\w*\b/g;

/**
 * @param exported the names to tell of, in that order; after them the other types that they are made of
 * @param declarations the text of every `.d.ts` file
 * @throws {Error} when a name is declared nowhere
 */
export function apiPage(exported: readonly string[], declarations: readonly string[]): string {
  const known = declarations.flatMap(declarationsIn);
  const told = new Map<string, readonly Declaration[]>();
  for (const name of exported) {
    // A class made by a function has two: the interface of what it makes, and the constant.
    const declared = known.filter((declaration) => declaration.name === name && declaration.isExported);
    if (declared.length === 0) throw new Error(`${name} is exported, but no declaration of it was found.`);
    told.set(name, declared);
  }
  // A map is gone through to its end, also what is added meanwhile.
  for (const declared of told.values())
    for (const { code, file } of declared)
      for (const [name] of code.replace(COMMENT, '').matchAll(TYPE_NAME)) {
        const named = known.filter((other) => other.name === name && (other.isExported || other.file === file));
        if (named.length > 0 && !told.has(name)) told.set(name, named);
      }
  const sections = [...told].map(([name, declared]) => [`## ${name}\n`, ...declared.map(section)].join('\n'));
  const imported = sections.slice(0, exported.length).join('\n');
  const beside = sections.slice(exported.length).join('\n');
  return [
    '# LiveCollection: API\n\nMade from the doc comments by `npm run build`.\n',
    imported,
    ...(beside
      ? ["# Types that these name\n\nThey are not exported by name: `LiveDecision['facts']` is one.\n", beside]
      : []),
  ].join('\n');
}

function declarationsIn(text: string, file: number): Declaration[] {
  return [...text.matchAll(TOP_LEVEL)].map((match) => {
    const from = text.slice(match.index).replace(new RegExp(`^${DOC}`), '');
    const last = LAST_LINE[WITH_MEMBERS.test(from) ? 'withMembers' : 'without'].exec(from);
    const code = from.slice(0, last ? last.index + last[0].length : undefined);
    return { file, name: match[3] ?? '', isExported: match[2] !== undefined, doc: prose(match[1]), code };
  });
}

function section({ doc, code }: Declaration): string {
  const members = WITH_MEMBERS.test(code) ? [...code.matchAll(MEMBER)] : [];
  const [head = ''] = code.split('\n');
  const parts: string[] = [];
  if (doc) parts.push(`${doc}\n`);
  if (members.length === 0) parts.push(`\`\`\`ts\n${code}\n\`\`\`\n`);
  else {
    parts.push(`\`\`\`ts\n${head.replace(/ \{$/, '')}\n\`\`\`\n`);
    for (const [, comment, signature = ''] of members)
      parts.push(`- \`${signature.replace(/\s+/g, ' ')}\`${comment ? ` — ${inline(comment)}` : ''}`);
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
