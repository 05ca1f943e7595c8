import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const LIBRARY = fileURLToPath(new URL('../../../devserver/live-collection/', import.meta.url));
const BUILT = fileURLToPath(new URL('../../../node_modules/.cache/live-collection-bench.js', import.meta.url));

export type Library = typeof import('../../../devserver/live-collection/index.ts') &
  Pick<typeof import('../../../devserver/live-collection/reconciler/reconciler.ts'), 'createReconciler'>;

/**
 * The library as it is shipped: what runs TypeScript here names every closure when it is made, which costs more than the
 * closure.
 *
 * @param purpose code of its own for each: how functions were called for one is not to slow them down for another
 */
export async function loadBuilt(purpose: string): Promise<Library> {
  await build({
    stdin: { contents: `export * from './index.ts'; export * from './reconciler/reconciler.ts';`, resolveDir: LIBRARY },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    outfile: BUILT,
  });
  return await import(`${pathToFileURL(BUILT).href}?${purpose}`);
}
