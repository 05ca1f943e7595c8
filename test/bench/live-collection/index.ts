import type { Measured } from '../figure.ts';
import { loadBuilt } from './built.ts';
import { messages } from './messages.ts';
import { plain } from './plain.ts';
import { reconciling } from './reconciling.ts';
import { size } from './size.ts';

export async function* liveCollection(): AsyncIterable<Measured> {
  const library = await loadBuilt('collections');
  yield* messages(library);
  yield* plain(library);
  yield* reconciling();
  yield await size();
}
