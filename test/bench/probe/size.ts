import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { attachHere } from '../../../extension/content/attach-request.ts';
import { atMost, type Measured } from '../figure.ts';

/** Everything that goes into every inspected document. */
const INJECTED = ['content.js', 'probe.js'];
/** What goes into one that a replay is acted out in. */
const ON_DEMAND = ['stage.js'];

/** What a built extension puts into pages: into every one that is inspected, and into one that a recording is played into. */
export async function* size(folder: string): AsyncIterable<Measured> {
  const first = gzipSync(String(attachHere.func)).length / 1024;
  const always = first + (await gzipped(folder, INJECTED));
  yield atMost(12, 'KB', 'everything injected, gzipped', always);
  yield atMost(
    14,
    'KB',
    'the same, and what a replay into the page brings',
    always + (await gzipped(folder, ON_DEMAND)),
  );
}

/** In KB. */
async function gzipped(folder: string, files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
  return bytes / 1024;
}
