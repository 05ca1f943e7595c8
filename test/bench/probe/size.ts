import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { atMost, type Measured } from '../figure.ts';

/** Everything that goes into a document. */
const INJECTED = ['arrival.js', 'content.js', 'probe.js'];

/** What the extension puts into a page that is inspected, of a built extension. */
export async function size(folder: string): Promise<Measured> {
  let bytes = 0;
  for (const file of INJECTED) bytes += gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
  return atMost(12, 'KB', 'everything injected, gzipped', bytes / 1024);
}
