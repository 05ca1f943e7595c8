import { gzipSync } from 'node:zlib';
import { bundledLibrary } from '../../../extension/build/library-bundle.ts';
import { atMost, type Measured } from '../figure.ts';

/** What the library adds to an application's bundle that has Backbone already. */
export async function size(): Promise<Measured> {
  const { code } = await bundledLibrary();
  const bytes = gzipSync(code, { level: 9 }).length;
  return atMost(6, 'KB', 'the library, minified and gzipped, without Backbone', bytes / 1024);
}
