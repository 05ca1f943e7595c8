import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** What has an API page, by the module that exports it, from the root of the repository. */
const ENTRIES = [
  'devserver/live-collection/index.ts',
  'devserver/live-collection/registry.ts',
  'devserver/live-resource/index.ts',
  'devserver/inspect/index.ts',
  'extension/build/api/recording-format.ts',
  'extension/build/api/dev-endpoints.ts',
];

/** Types that a signature names and a reader of its page does not need. */
const INTERNAL = ['"faye".NodeAdapter', '"faye".BayeuxMessage', 'Faults', 'Director', 'Log', 'Fields'];

/** As much of TypeDoc's JSON as is read here. */
interface Reflection {
  name: string;
  comment?: { summary?: readonly { text: string }[] };
  children?: readonly Reflection[];
  signatures?: readonly Reflection[];
}

/**
 * Writes a Markdown page for each entry, by TypeDoc, which runs in a process of its own.
 *
 * @param root the repository
 * @param folder where the pages are written
 * @throws {Error} where an exported name has no doc comment, names a type that has no page, or where a doc comment says nothing
 */
export async function writeApiPages(root: string, folder: string): Promise<void> {
  const work = await mkdtemp(join(root, 'node_modules', '.api-pages-'));
  try {
    await runTypeDoc(root, work, folder);
    const project: Reflection = JSON.parse(await readFile(join(work, 'api.json'), 'utf8'));
    const empty = commentsThatSayNothing(project);
    if (empty.length > 0) throw new Error(`Doc comments that say nothing: ${empty.join(', ')}`);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function runTypeDoc(root: string, work: string, folder: string): Promise<void> {
  const up = relative(work, root);
  const tsconfig = {
    extends: `${up}/tsconfig.json`,
    compilerOptions: { types: ['node'], typeRoots: [`${up}/node_modules/@types`] },
    include: [],
    files: ['devserver/faye.d.ts', 'devserver/faye-engine.d.ts', ...ENTRIES].map((file) => `${up}/${file}`),
  };
  const options = {
    plugin: ['typedoc-plugin-markdown'],
    tsconfig: join(work, 'tsconfig.json'),
    basePath: root,
    entryPoints: ENTRIES.map((entry) => join(root, entry)),
    outputs: [
      { name: 'markdown', path: folder },
      { name: 'json', path: join(work, 'api.json') },
    ],
    router: 'module',
    readme: 'none',
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    hidePageHeader: true,
    sort: ['source-order'],
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    parametersFormat: 'table',
    // `npm run types` checks them.
    skipErrorChecking: true,
    validation: { notExported: true, invalidLink: true, notDocumented: true },
    requiredToBeDocumented: ['Class', 'Interface', 'Function', 'TypeAlias', 'Variable'],
    intentionallyNotExported: INTERNAL,
    treatValidationWarningsAsErrors: true,
    logLevel: 'Warn',
  };
  await writeFile(options.tsconfig, JSON.stringify(tsconfig));
  await writeFile(join(work, 'typedoc.json'), JSON.stringify(options));
  const hook = join(import.meta.dirname, 'typescript-for-typedoc.mjs');
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
  try {
    await promisify(execFile)(process.execPath, ['--import', hook, typedoc, '--options', join(work, 'typedoc.json')], {
      cwd: root,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`The API pages could not be made:\n${stdout ?? ''}${stderr ?? error}`);
  }
}

/**
 * The documented names below a reflection whose doc comment is empty, or has no word that the name does not have, with the
 * names around them: `Rule.match`.
 */
export function commentsThatSayNothing(reflection: Reflection, around = ''): string[] {
  const path = around === '' ? reflection.name : `${around}.${reflection.name}`;
  const own =
    reflection.comment?.summary && saysNothing(reflection.name, textOf(reflection.comment.summary)) ? [path] : [];
  const below = [...(reflection.children ?? []), ...(reflection.signatures ?? [])];
  return [...own, ...below.flatMap((child) => commentsThatSayNothing(child, path))];
}

const textOf = (summary: readonly { text: string }[]) => summary.map(({ text }) => text).join('');

/** Words that add nothing to a name. */
const FILLERS = new Set(['a', 'an', 'the', 'this', 'of', 'is', 'its', 'type', 'value', 'interface', 'function']);

function saysNothing(name: string, comment: string): boolean {
  const inName = new Set(wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2')));
  return wordsOf(comment).every((word) => inName.has(word) || FILLERS.has(word));
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
