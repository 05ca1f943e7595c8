import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { build } from 'vite';
import webpack from 'webpack';
import { INSPECT_LINE } from '../../../extension/core/unseen-wording.ts';

/** The bundlers that pages are built with, by their own interfaces. */
export const bundlers = ['vite', 'webpack'] as const;
export type Bundler = (typeof bundlers)[number];

export interface BundledPages {
  /** A directory to be served at `/`: each bundler's page is at `/BUNDLER/`. */
  readonly folder: string;
  remove(): Promise<void>;
}

const html = (script: string) =>
  `<!doctype html><meta charset="utf-8"><title></title><link rel="icon" href="data:,"><body>${script}`;
/** Where the repository is. */
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = 'test/support/bundled-pages/page.ts';

/** Builds one page with each bundler, in a directory of its own under the system's for what is temporary. */
export async function buildBundledPages(): Promise<BundledPages> {
  const root = await mkdtemp(join(tmpdir(), 'bundled-pages-'));
  const folder = join(root, 'built');
  const source = join(root, 'source');
  for (const file of [PAGE, 'devserver/inspect/index.ts']) await writeScript(file, source);
  await symlink(join(repository, 'node_modules'), join(source, 'node_modules'));
  await writeFile(join(source, 'index.html'), html(`<script type="module" src="${PAGE}"></script>`));
  await buildWithVite(source, join(folder, 'vite'));
  await buildWithWebpack(source, join(folder, 'webpack'));
  await writeFile(join(folder, 'webpack', 'index.html'), html('<script src="main.js"></script>'));
  return { folder, remove: () => rm(root, { recursive: true, force: true }) };
}

/** Under its own name, without its types: webpack knows no TypeScript. */
async function writeScript(file: string, to: string): Promise<void> {
  const text = (await readFile(join(repository, file), 'utf8')).replace('showByLine();', INSPECT_LINE);
  const { code } = await transform(text, { loader: 'ts', target: 'es2022' });
  await mkdir(join(to, file, '..'), { recursive: true });
  await writeFile(join(to, file), code);
}

async function buildWithVite(root: string, outDir: string): Promise<void> {
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'warn',
    // Faye's modules are written for Node and for webpack, which both have it.
    define: { global: 'globalThis' },
    build: { outDir, emptyOutDir: true },
  });
}

async function buildWithWebpack(context: string, path: string): Promise<void> {
  const compiler = webpack({
    context,
    entry: `./${PAGE}`,
    mode: 'production',
    output: { path },
    performance: false,
    // Backbone's definition by AMD, which webpack would take, also sets the global.
    module: { parser: { javascript: { amd: false } } },
  });
  await new Promise<void>((resolve, reject) => {
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error) reject(error);
        else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
        else resolve();
      });
    });
  });
}
