import type { Documents } from '../ingest/documents.ts';
import { cutWord } from './format.ts';

/**
 * Which document it is, where that needs saying: a frame's address, or a page that was before the last one; '' for the
 * page itself.
 *
 * @param loads the documents that stand side by side
 */
export function documentName(load: string, loads: Iterable<string>, documents: Pick<Documents, 'of'>): string {
  const document = documents.of(load);
  if (!document) return '';
  if (document.frame !== undefined) return `frame ${cutWord(document.url)}`;
  for (const other of loads) {
    const beside = documents.of(other);
    if (beside && beside.frame === undefined && beside.since > document.since)
      return `earlier page ${cutWord(document.url)}`;
  }
  return '';
}
