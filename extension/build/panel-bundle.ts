import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { minify } from '@swc/core';
import { type BuildOptions, build, transform } from 'esbuild';

/** The folder of what several entries share, or what is read later, beside the panel's own script. */
const PARTS = 'parts';

/**
 * Bundles the panel, or a page that has it in it, as modules: what `import()` names comes in files of its own. SWC makes
 * them a twentieth smaller, gzipped, than esbuild does.
 */
export async function buildPanel({ outdir, ...options }: BuildOptions & { outdir: string }): Promise<void> {
  const { outputFiles } = await build({
    ...options,
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: `${PARTS}/[name]-[hash]`,
    legalComments: 'none',
    minify: false,
    write: false,
  });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await (path.endsWith('.css') ? minifiedStyle(text) : minified(text)));
    }),
  );
}

async function minified(text: string): Promise<string> {
  const { code } = await minify(text, {
    module: true,
    ecma: 2022,
    compress: { ecma: 2022, passes: 3, unsafe_arrows: true, pure_getters: true },
    mangle: { toplevel: true },
  });
  return code;
}

async function minifiedStyle(text: string): Promise<string> {
  const { code } = await transform(text, { loader: 'css', minify: true });
  return code;
}
