import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { atMost, type Measured } from '../figure.ts';

const LIBRARY = fileURLToPath(new URL('../../../devserver/live-collection/index.ts', import.meta.url));

/** What the library adds to an application's bundle that has Backbone already. */
export async function size(): Promise<Measured> {
  const { outputFiles } = await build({
    stdin: { contents: `export { LiveCollection } from ${JSON.stringify(LIBRARY)}`, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['backbone'],
    legalComments: 'none',
    write: false,
  });
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  return atMost(6, 'KB', 'the library, minified and gzipped, without Backbone', bytes / 1024);
}
