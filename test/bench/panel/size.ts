import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { atMost, type Measured } from '../figure.ts';

/** `import … from "./x.js"` and `import "./x.js"`; not `import("./x.js")`, which is read when it is wanted. */
const STATIC_IMPORT = /\b(?:from|import)\s*["'](\.[^"']+)["']/g;

/** What the browser reads before the panel shows its first rows, of a built extension. */
export async function size(folder: string): Promise<Measured> {
  const bundle = new Set([join(folder, 'panel.css'), join(folder, 'panel.js')]);
  let bytes = 0;
  for (const file of bundle) {
    const text = await readFile(file, 'utf8');
    bytes += gzipSync(text, { level: 9 }).length;
    for (const [, path = ''] of text.matchAll(STATIC_IMPORT)) bundle.add(join(dirname(file), path));
  }
  return atMost(80, 'KB', `the panel's bundle, ${bundle.size} files, gzipped`, bytes / 1024);
}
