import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The repository. */
export const projectRoot = join(import.meta.dirname, '../..');

const isSource = (name: string) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts');

/** A folder of sources. */
export interface Room {
  /** Its path from the root of the repository. */
  path: string;
  /** The sources in it, its folders' not included: names. */
  files: readonly string[];
}

/** Every folder of `extension/` and `devserver/` that has sources of its own. */
export function rooms(): Room[] {
  return ['extension', 'devserver'].flatMap(roomsIn);
}

function roomsIn(path: string): Room[] {
  const entries = readdirSync(join(projectRoot, path), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && isSource(entry.name)).map(({ name }) => name);
  const below = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => roomsIn(join(path, name)));
  return files.length > 0 ? [{ path, files }, ...below] : below;
}

/** What the sources of a room import: files from the root of the repository, and names of packages. */
export function importsOf({ path, files }: Room): string[] {
  return files.flatMap((file) => {
    const text = readFileSync(join(projectRoot, path, file), 'utf8');
    const specifiers = [...text.matchAll(/^(?:import (?:.* from )?|export .* from |\} from )'([^']+)';$/gm)].map(
      ([, to = '']) => to,
    );
    return specifiers.map((to) => (to.startsWith('.') ? normalize(join(path, to)) : to));
  });
}

/** The text of a room's README, or nothing where it has none. */
export function readmeOf(path: string): string | undefined {
  const file = join(projectRoot, path, 'README.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * The files and folders that a page names in backticks and that do not exist, neither beside the page nor below the root,
 * `extension/` or `devserver/`. What the build makes (`dist/…`) is not looked for.
 * @param page its path from the root of the repository
 */
export function missingNames(page: string, text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const names = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);
  const paths = names.filter((name) => /^(?!dist\/|\/)[\w@./-]+(\.(tsx?|cjs|css|html|md|json|yml)|\w\/)$/.test(name));
  const places = [dirname(page), '.', 'extension', 'devserver'];
  return paths.filter((path) => !places.some((place) => existsSync(join(projectRoot, place, path))));
}
