import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { panelTitle } from './browser.ts';

const files = {
  'manifest.json': JSON.stringify({
    manifest_version: 3,
    name: 'Toy',
    version: '1',
    devtools_page: 'devtools.html',
    host_permissions: ['http://127.0.0.1/*'],
    browser_specific_settings: { gecko: { id: 'toy@example.org' } },
  }),
  'devtools.html': '<!doctype html><script src="devtools.js"></script>',
  'devtools.js': `(globalThis.browser ?? chrome).devtools.panels.create('${panelTitle}', '', 'panel.html');`,
  'panel.html': `<!doctype html><meta charset="utf-8"><title>Toy panel</title>
    <button>Count</button> <input> <output>0</output><script src="panel.js"></script>`,
  'panel.js': `const { devtools } = globalThis.browser ?? chrome;
    document.documentElement.style.colorScheme = 'light dark';
    const button = document.querySelector('button');
    const output = document.querySelector('output');
    button.addEventListener('click', (event) => { if (event.isTrusted) output.value = Number(output.value) + 1; });
    const { tabs } = globalThis.browser ?? chrome;
    const show = (title) => { document.body.dataset.inspected = title; };
    // Firefox has no tabs here. Chromium has, and about one of its DevTools in seven never answers an eval at all.
    if (tabs) tabs.get(devtools.inspectedWindow.tabId).then(({ title }) => show(title));
    else devtools.inspectedWindow.eval('document.title', show);`,
};

/** Writes a minimal extension with a panel of the right title, a button that counts real clicks, and a text field. */
export async function writeToyExtension(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'livecollection-toy-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
