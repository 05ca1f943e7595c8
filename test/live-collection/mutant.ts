import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { LiveCollectionClass } from '../../devserver/live-collection/index.ts';

const LIBRARY = fileURLToPath(new URL('../../devserver/live-collection/', import.meta.url));
/** Below `node_modules`, so that the mutants find the very Backbone that the tests use. */
const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** One place of the library's source, and what stands there instead. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

/**
 * Builds the library with edits, and loads it.
 *
 * @throws Error when an edit's `from` does not stand in its file exactly once: the library has changed, the mutant has not
 */
export async function loadMutant(edits: readonly Edit[]): Promise<LiveCollectionClass> {
  const directory = await mkdtemp(join(MODULES, '.live-mutant-'));
  try {
    const outfile = join(directory, 'index.mjs');
    await build({
      entryPoints: [join(LIBRARY, 'index.ts')],
      bundle: true,
      format: 'esm',
      external: ['backbone'],
      outfile,
      logLevel: 'silent',
      plugins: [
        {
          name: 'edit',
          setup(building) {
            building.onLoad({ filter: /live-collection\/(?:reconciler\/)?[^/]+\.ts$/ }, async ({ path }) => {
              const source = await readFile(path, 'utf8');
              return { contents: edited(source, path, edits), loader: 'ts' };
            });
          },
        },
      ],
    });
    const loaded: { LiveCollection: LiveCollectionClass } = await import(
      /* @vite-ignore */ pathToFileURL(outfile).href
    );
    return loaded.LiveCollection;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function edited(source: string, path: string, edits: readonly Edit[]): string {
  let text = source;
  for (const { file, from, to } of edits) {
    if (!path.endsWith(`/${file}`)) continue;
    const count = text.split(from).length - 1;
    if (count !== 1) throw new Error(`${file} has ${count} times, not once:\n${from}`);
    text = text.replace(from, () => to);
  }
  return text;
}
