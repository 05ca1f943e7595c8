import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { collectThirdPartyNotices, noticeOf, packageFolder } from '../../extension/build/third-party-notices.ts';

const root = join(import.meta.dirname, '../..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** An installed package with these files. */
function installed(manifest: object, files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  made.push(folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'some', version: '1.2.3', ...manifest }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function noticesOfBundle(code: string): Promise<string> {
  const notices = collectThirdPartyNotices(root);
  await build({
    stdin: { contents: code, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [notices.plugin],
  });
  return notices.text();
}

describe('the notices of third-party software', () => {
  it('name every package of a bundle, with its licence, its sources and the licence’s text', async () => {
    const text = await noticesOfBundle(`import { signal } from '@preact/signals'; console.log(signal(1));`);
    const headings = [...text.matchAll(/^=+\n(\S+) \d+\.\d+\.\d+\nLicence: (\S+)\nSources: (\S+)\n\n\S/gm)];
    expect(headings.map((heading) => heading.slice(1))).toEqual([
      ['@preact/signals', 'MIT', 'https://github.com/preactjs/signals'],
      ['@preact/signals-core', 'MIT', 'https://github.com/preactjs/signals'],
      ['preact', 'MIT', 'https://github.com/preactjs/preact'],
    ]);
    expect(text.match(/Permission is hereby granted/g)).toHaveLength(3);
  });

  it('leave out a package of which nothing is in the bundle', async () => {
    expect(await noticesOfBundle(`import { Query } from 'mingo'; console.log(1);`)).not.toContain('mingo');
    expect(await noticesOfBundle('console.log(1);')).toMatch(/^The files beside this one contain no third-party/);
  });

  it('name the package of a file that is copied', () => {
    const notices = collectThirdPartyNotices(root);
    notices.add(join(root, 'node_modules/todomvc-app-css/index.css'));
    notices.add(join(root, 'extension/icon.svg'));
    expect(notices.text()).toMatch(
      /todomvc-app-css \S+\nLicence: CC-BY-4.0\nSources: https:\/\/\S+\n\nCreative Commons/,
    );
  });

  it('take the licence from README.md where a package has no file for it', () => {
    const folder = installed(
      { license: 'MIT' },
      { 'README.md': '# some\n\n## License\n\nThe text.\n\n## Thanks\n\nAll.' },
    );
    expect(noticeOf(folder)).toMatch(/some 1\.2\.3\nLicence: MIT\n\nThe text\.\n$/);
  });

  it('carry a NOTICE file too, as Apache-2.0 asks', () => {
    const folder = installed({ license: 'Apache-2.0' }, { LICENSE: 'Apache.', NOTICE: 'By Some.' });
    expect(noticeOf(folder)).toContain('Apache.\n\nBy Some.');
  });

  it.each([
    ['an unknown licence', { license: 'GPL-3.0-only' }, { LICENSE: 'x' }, 'some 1.2.3 has the licence "GPL-3.0-only"'],
    ['no licence', {}, { LICENSE: 'x' }, 'some 1.2.3 has the licence undefined'],
    ['no text', { license: 'MIT' }, { 'README.md': '# some' }, 'some does not bring the text of its licence.'],
    ['MPL-2.0 and no sources', { license: 'MPL-2.0' }, { LICENSE: 'x' }, 'asks for the place of the sources'],
  ])('are refused for a package with %s', (_, manifest, files, message) => {
    expect(() => noticeOf(installed(manifest, files))).toThrow(message);
  });

  it.each(Object.keys(dependencies))('can be given for %s, which npm installs beside the command', (name) => {
    expect(noticeOf(join(root, 'node_modules', name))).toContain('Licence: ');
  });
});

describe('the package of a file', () => {
  it.each([
    ['/a/node_modules/preact/dist/x.mjs', '/a/node_modules/preact'],
    ['/a/node_modules/@preact/signals/x.mjs', '/a/node_modules/@preact/signals'],
    ['/a/node_modules/x/node_modules/y/z.js', '/a/node_modules/x/node_modules/y'],
    ['/a/extension/x.ts', undefined],
  ])('of %s is %s', (file, folder) => expect(packageFolder(file)).toBe(folder));
});
