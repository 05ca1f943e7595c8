/**
 * Builds everything in `dist/`: the extension for each browser, the library, the dev server. Run by `npm run build`.
 * The only file that names a browser: all other differences are found in the browser, or follow from a constant set here.
 */
import { chmod, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { recordingSchema } from '../core/recording/recording-schema.ts';
import { writeApiPages } from './api-pages.ts';
import { buildInjectedScripts } from './injected-scripts.ts';
import { globalLibrary } from './library-bundle.ts';
import { emitTypes } from './library-types.ts';
import { buildPanel } from './panel-bundle.ts';
import { collectThirdPartyNotices, type ThirdPartyNotices } from './third-party-notices.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const inRoot = (...path: string[]) => join(root, ...path);
const inDist = (...path: string[]) => join(dist, ...path);
const require = createRequire(import.meta.url);

interface Target {
  name: string;
  panelReachesPages: boolean;
  /** What this browser's manifest has more than the common one. */
  manifest: object;
}

const targets: Target[] = [
  {
    name: 'chrome',
    panelReachesPages: true,
    manifest: {
      // 119: `matchOriginAsFallback` for registered scripts; 120: a service worker may wait 30 s between two messages; 123: CSS light-dark().
      minimum_chrome_version: '123',
      background: { service_worker: 'background.js' },
      // A batch is copied, not written as JSON and read again, which costs a page twice as much. From 148 on; before, it is
      // not known and JSON it is. https://developer.chrome.com/blog/structured-clone-messaging
      message_serialization: 'structured_clone',
    },
  },
  {
    name: 'firefox',
    panelReachesPages: false,
    manifest: {
      background: { scripts: ['background.js'] },
      icons: { 48: 'icon.svg' },
      browser_specific_settings: {
        gecko: {
          id: 'devtools@livecollection.dev',
          // 140: `data_collection_permissions`. `world: 'MAIN'` and `matchOriginAsFallback` came with 128.
          strict_min_version: '140.0',
          data_collection_permissions: { required: ['none'] },
        },
        gecko_android: { strict_min_version: '142.0' },
      },
    },
  },
];

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/**
 * Takes `dangerouslySetInnerHTML` out of Preact: what a page says is rendered as text and as nothing else, and what is
 * not in the panel cannot be misused. (It is also what add-on reviewers look for.)
 */
const withoutInnerHtml: Plugin = {
  name: 'without-inner-html',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]preact[\\/]dist[\\/]preact\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/\w+\.innerHTML\s*=(?!=)[^,)]+/g, 'void 0');
      if (contents === source)
        throw new Error(`${path} no longer sets innerHTML as it did: look at the panel's bundle.`);
      return { contents, loader: 'js' };
    });
  },
};

/** The file, in a folder of `dist/`, with the licences of what is bundled there. */
const NOTICES = 'THIRD-PARTY-NOTICES.txt';

async function writeNotices(notices: ThirdPartyNotices, folder: string): Promise<void> {
  await mkdir(inDist(folder), { recursive: true });
  await writeFile(inDist(folder, NOTICES), notices.text());
}

async function buildExtension({ name, panelReachesPages, manifest }: Target): Promise<void> {
  const to = (file: string) => inDist(name, file);
  await mkdir(inDist(name), { recursive: true });
  const { version } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const shared = JSON.parse(await readFile(inRoot('manifest.json'), 'utf8'));
  const notices = collectThirdPartyNotices(root);
  const options: BuildOptions = {
    ...common,
    outdir: inDist(name),
    target: ['chrome120', 'firefox140'],
    plugins: [withoutInnerHtml, notices.plugin],
    define: { PANEL_REACHES_PAGES: String(panelReachesPages), 'process.env.NODE_ENV': '"production"' },
  };
  await Promise.all([
    buildInjectedScripts(options),
    build({
      ...options,
      entryPoints: {
        background: './extension/background/index.ts',
        devtools: './extension/devtools.ts',
        permission: './extension/permission/index.tsx',
      },
      format: 'iife',
      minify: true,
      legalComments: 'none',
    }),
    buildPanel({
      ...options,
      outdir: inDist(name),
      entryPoints: {
        panel: './extension/panel/index.tsx',
        'file-reader': './extension/panel/recording/file-worker.ts',
      },
    }),
    copyFile(inRoot('extension/devtools.html'), to('devtools.html')),
    copyFile(inRoot('extension/panel/panel.html'), to('panel.html')),
    copyFile(inRoot('extension/permission/permission.html'), to('permission.html')),
    copyFile(inRoot('extension/icon.svg'), to('icon.svg')),
    writeFile(to('manifest.json'), `${JSON.stringify({ ...shared, version, ...manifest }, null, 2)}\n`),
  ]);
  await writeNotices(notices, name);
}

async function buildLibraries(): Promise<void> {
  const library = (notices: ThirdPartyNotices): BuildOptions => ({
    ...common,
    target: 'es2022',
    sourcemap: true,
    plugins: [notices.plugin],
  });
  const folders = ['live-collection', 'inspect', 'live-resource'] as const;
  const notices = {
    'live-collection': collectThirdPartyNotices(root),
    inspect: collectThirdPartyNotices(root),
    'live-resource': collectThirdPartyNotices(root),
  };
  await Promise.all([
    build({
      ...library(notices['live-collection']),
      entryPoints: ['./devserver/live-collection/index.ts'],
      outfile: inDist('live-collection/index.js'),
      format: 'esm',
      packages: 'external',
    }),
    buildGlobalLibrary(notices['live-collection']),
    build({
      ...library(notices.inspect),
      entryPoints: ['./devserver/inspect/index.ts'],
      outfile: inDist('inspect/index.js'),
      format: 'esm',
    }),
    build({
      ...library(notices['live-resource']),
      entryPoints: ['./devserver/live-resource/index.ts'],
      outfile: inDist('live-resource/index.js'),
      format: 'esm',
      platform: 'node',
      packages: 'external',
    }),
    emitTypes(['inspect/index.ts', 'live-collection/index.ts', 'live-resource/index.ts'], dist),
  ]);
  await Promise.all(folders.map((folder) => writeNotices(notices[folder], folder)));
  await shipFayeTypes();
}

/** Faye has no types of its own: ours come with the libraries that speak of it. */
async function shipFayeTypes(): Promise<void> {
  await copyFile(inRoot('devserver/faye.d.ts'), inDist('faye.d.ts'));
  for (const library of ['live-collection', 'live-resource']) {
    const index = inDist(library, 'index.d.ts');
    await writeFile(index, `/// <reference path="../faye.d.ts" />\n${await readFile(index, 'utf8')}`);
  }
}

async function buildGlobalLibrary(notices: ThirdPartyNotices): Promise<void> {
  const file = inDist('live-collection/live-collection.global.js');
  const { code, map } = await globalLibrary({ file, plugins: [notices.plugin] });
  await mkdir(inDist('live-collection'), { recursive: true });
  await Promise.all([
    writeFile(file, `${code}\n//# sourceMappingURL=live-collection.global.js.map\n`),
    writeFile(`${file}.map`, map),
  ]);
}

/** The panel as a page of the dev server. */
async function buildInspector(): Promise<void> {
  const folder = inDist('devserver/inspector');
  const notices = collectThirdPartyNotices(root);
  const options: BuildOptions = {
    ...common,
    target: 'es2022',
    plugins: [withoutInnerHtml, notices.plugin],
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  await Promise.all([
    buildPanel({
      ...options,
      outdir: folder,
      entryPoints: {
        index: './extension/inspector/index.tsx',
        'file-reader': './extension/panel/recording/file-worker.ts',
      },
    }),
    build({
      ...options,
      outdir: folder,
      entryPoints: { probe: './extension/inspector/probe.ts' },
      format: 'iife',
      minify: true,
      legalComments: 'none',
    }),
  ]);
  await copyFile(inRoot('extension/inspector/index.html'), join(folder, 'index.html'));
  await writeNotices(notices, 'devserver/inspector');
}

async function buildDevServer(): Promise<void> {
  const cli = inDist('devserver/cli.js');
  const look = require.resolve('todomvc-app-css/index.css');
  const notices = { server: collectThirdPartyNotices(root), todos: collectThirdPartyNotices(root) };
  notices.todos.add(look);
  await Promise.all([
    build({
      ...common,
      plugins: [notices.server.plugin],
      entryPoints: ['./devserver/cli.ts'],
      outfile: cli,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      external: await installedPackages(),
      // What is bundled are CommonJS modules that ask for Node's own.
      banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
      sourcemap: true,
    }),
    build({
      ...common,
      plugins: [notices.todos.plugin],
      entryPoints: ['./devserver/todos/client/index.ts'],
      outfile: inDist('devserver/todos/todos.js'),
      format: 'iife',
      target: 'es2022',
      sourcemap: true,
    }),
    buildForeignPage(),
  ]);
  await copyFile(inRoot('devserver/todos/client/index.html'), inDist('devserver/todos/index.html'));
  await copyFile(look, inDist('devserver/todos/index.css'));
  await writeNotices(notices.server, 'devserver');
  await writeNotices(notices.todos, 'devserver/todos');
  await chmod(cli, 0o755);
  await linkCommand(cli);
}

/**
 * What npm installs beside the command. Not so `faye-redis`, which takes whatever `redis` the application has and works
 * with version 3 only: both are in the bundle.
 */
async function installedPackages(): Promise<string[]> {
  const { dependencies, peerDependencies } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const names = Object.keys({ ...dependencies, ...peerDependencies });
  return names.flatMap((name) => [name, `${name}/*`]);
}

/** The page of live collections that are not ours: what it stands on comes by script tags. */
async function buildForeignPage(): Promise<void> {
  const folder = inDist('devserver/foreign');
  const notices = collectThirdPartyNotices(root);
  await build({
    ...common,
    plugins: [notices.plugin],
    entryPoints: { foreign: './devserver/foreign/index.ts' },
    outdir: folder,
    format: 'iife',
    target: 'es2022',
    sourcemap: true,
  });
  await copyFile(inRoot('devserver/foreign/index.html'), join(folder, 'index.html'));
  const libraries = { jquery: 'jquery', underscore: 'underscore/underscore-umd.js', backbone: 'backbone' };
  for (const [name, file] of Object.entries(libraries)) {
    notices.add(require.resolve(file));
    await copyFile(require.resolve(file), join(folder, `${name}.js`));
  }
  await writeNotices(notices, 'devserver/foreign');
}

/** npm links the commands of dependencies, not of the package one is in: without this, `npx livecollection` finds none. */
async function linkCommand(cli: string): Promise<void> {
  const link = inRoot('node_modules/.bin/livecollection');
  await mkdir(inRoot('node_modules/.bin'), { recursive: true });
  await rm(link, { force: true });
  await symlink(cli, link);
}

/** The format of recordings, for other tools. */
async function writeSchema(): Promise<void> {
  await writeFile(inDist('recording.schema.json'), `${JSON.stringify(recordingSchema(), null, 2)}\n`);
}

/** The sizes that are paid for by every page, or before the panel shows. */
async function printSizes(): Promise<void> {
  const files = [
    ...['probe.js', 'content.js', 'stage.js', 'panel.js', 'panel.css'].map((file) => `chrome/${file}`),
    'live-collection/live-collection.global.js',
  ];
  for (const file of files) {
    const kilobytes = gzipSync(await readFile(inDist(file)), { level: 9 }).length / 1024;
    console.log(`${kilobytes.toFixed(1).padStart(6)} KB gzip  ${file}`);
  }
}

/** The parts, which can be built alone: `npm run build -- chrome library`. */
const parts: Record<string, () => Promise<void>> = {
  ...Object.fromEntries(targets.map((target) => [target.name, () => buildExtension(target)])),
  library: buildLibraries,
  server: buildDevServer,
  inspector: buildInspector,
  schema: writeSchema,
  api: () => writeApiPages(root, inDist('api')),
};

const asked = process.argv.slice(2);
for (const part of asked)
  if (!(part in parts)) throw new Error(`Nothing is called ${part}: ${Object.keys(parts).join(', ')}`);
const started = performance.now();
if (asked.length === 0) await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all((asked.length > 0 ? asked : Object.keys(parts)).map((part) => parts[part]?.()));
if (asked.length === 0) await printSizes();
console.log(`dist/ built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
