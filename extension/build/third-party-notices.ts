import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** SPDX identifiers of the licences that let a bundle be distributed if their text goes with it. */
const KNOWN_LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC-BY-4.0', 'ISC', 'MIT', 'MPL-2.0'];
/** Those of them that also ask for the place of the sources. */
const NAME_THE_SOURCES = ['CC-BY-4.0', 'MPL-2.0'];
const LICENCE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
const NOTICE_FILE = /^notice(?:\.(?:md|txt))?$/i;
/** The chapter of a README.md that holds the licence, where a package has no file for it. */
const README_CHAPTER = /\n#+ *licen[cs]e\b[^\n]*\n([\s\S]+?)(?=\n#|$)/i;

/** The parts of a `package.json` that a notice is made of. */
interface Manifest {
  name: string;
  version: string;
  license?: unknown;
  homepage?: string;
  repository?: string | { url?: string };
}

/** The third-party packages of one folder of `dist/`. */
export interface ThirdPartyNotices {
  /** For a bundle of that folder: adds every package that a file of the bundle is from. */
  plugin: Plugin;
  /** Adds the package of a file that is copied, not bundled. */
  add(file: string): void;
  /**
   * The notices of all packages, sorted by name.
   *
   * @throws {Error} when a package has no known licence or does not bring its text
   */
  text(): string;
}

/** The folder of the npm package that a file belongs to; `undefined` for the project's own files. */
export function packageFolder(file: string): string | undefined {
  const folders = file.split(/[\\/]/);
  const at = folders.lastIndexOf('node_modules') + 1;
  if (at === 0) return undefined;
  return folders.slice(0, at + (folders[at]?.startsWith('@') ? 2 : 1)).join(sep);
}

/** @param root the folder that the bundler's paths start from */
export function collectThirdPartyNotices(root: string): ThirdPartyNotices {
  const packages = new Set<string>();
  const add = (file: string) => {
    const folder = packageFolder(file);
    if (folder !== undefined) packages.add(folder);
  };
  return {
    plugin: {
      name: 'third-party-notices',
      setup({ initialOptions, onEnd }) {
        initialOptions.metafile = true;
        onEnd(({ metafile }) => {
          // What tree shaking removed whole is not distributed.
          for (const { inputs } of Object.values(metafile?.outputs ?? {}))
            for (const [file, { bytesInOutput }] of Object.entries(inputs))
              if (bytesInOutput > 0) add(join(root, file));
        });
      },
    },
    add,
    text: () => {
      const notices = [...new Set([...packages].map(noticeOf))].sort();
      if (notices.length === 0) return 'The files beside this one contain no third-party software.\n';
      return `The files beside this one contain the following third-party software.\n${notices.join('')}`;
    },
  };
}

/**
 * Name, version, licence and the licence's text of an installed package.
 *
 * @throws {Error} when the licence is not one of the known ones or its text is missing
 */
export function noticeOf(folder: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  if (typeof license !== 'string' || !KNOWN_LICENCES.includes(license))
    throw new Error(
      `${name} ${version} has the licence ${JSON.stringify(license)}, which is none of ${KNOWN_LICENCES.join(', ')}.`,
    );
  const sources = sourcesOf(manifest);
  if (NAME_THE_SOURCES.includes(license) && sources === undefined)
    throw new Error(`${name} ${version}: ${license} asks for the place of the sources, and package.json has none.`);
  const heading = [
    `${name} ${version}`,
    `Licence: ${license}`,
    ...(sources === undefined ? [] : [`Sources: ${sources}`]),
  ];
  const line = '='.repeat(80);
  return `\n${line}\n${heading.join('\n')}\n\n${textsOf(folder, name)}\n`;
}

function sourcesOf({ homepage, repository }: Manifest): string | undefined {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) return homepage;
  const shortened = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(url);
  if (shortened) return `https://github.com/${shortened[1]}`;
  return url
    .replace(/^git\+/, '')
    .replace(/^git:\/\//, 'https://')
    .replace(/\.git$/, '');
}

function textsOf(folder: string, name: string): string {
  const files = readdirSync(folder).sort();
  const texts = [LICENCE_FILE, NOTICE_FILE].flatMap((pattern) => {
    const file = files.find((candidate) => pattern.test(candidate));
    return file === undefined ? [] : [readFileSync(join(folder, file), 'utf8').trim()];
  });
  if (texts.length > 0) return texts.join('\n\n');
  const readme = files.find((file) => /^readme\.md$/i.test(file));
  const chapter = readme && README_CHAPTER.exec(readFileSync(join(folder, readme), 'utf8'))?.[1]?.trim();
  if (!chapter) throw new Error(`${name} does not bring the text of its licence.`);
  return chapter;
}
