import { findingsOf } from './found.ts';

/** What is found of one kind in a story: `warning present 7`, with the document, channel or client that it is about. */
export function foundOf(kind: string, story: string): string[] {
  return findingsOf(story)
    .list()
    .filter((finding) => finding.kind === kind)
    .map(({ severity, state, object: { document, channel, client } }) =>
      [severity, state, document ?? channel ?? client].filter((part) => part !== undefined).join(' '),
    );
}
