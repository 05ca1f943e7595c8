/** Says what a page has that was not met, and what would show it. */

import type { PageEvidence } from './evidence.ts';
import { counted, listed } from './explanation/format.ts';

/** What was not met of Bayeux on the wire, and the line that would show it. */
export interface UnmetWords {
  /** What was met and what was not. */
  text: string;
  /** Of what the line is of use. */
  hint: string;
  /** For the page's own source. Without the extension it makes a list that nobody reads. */
  line: string;
}

/** The line by which a page shows what it keeps in a bundle. */
export const INSPECT_LINE = inspectLine('Faye, Backbone');

/** Names that a sentence has room for, and the characters of each. */
const NAMED = 3;
const LONGEST = 200;

/** Says what Bayeux on the wire shows of clients and collections that were not met; nothing where all was. */
export function unmetWords(evidence: PageEvidence): UnmetWords | undefined {
  const { bayeux, client, collection, wireClients, unheard } = evidence;
  if (!bayeux) return undefined;
  const sentences: string[] = [];
  const needsFaye = wireClients.length > 0 || !client;
  const needsBackbone = unheard.length > 0 || !collection;
  if (!needsFaye && !needsBackbone) return undefined;
  if (wireClients.length > 0)
    sentences.push(
      `${wireClients.length === 1 ? 'The Bayeux client' : 'The Bayeux clients'} on ${named(wireClients)} ${wireClients.length === 1 ? 'was' : 'were'} seen on the wire only.`,
    );
  else if (needsFaye) sentences.push('This page sends Bayeux messages, and no Faye client was found.');
  if (unheard.length > 0) sentences.push(`No live collection was found that listens to ${named(unheard)}.`);
  else if (needsBackbone) sentences.push('No live collection was found.');
  const text = sentences.join(' ');
  if (needsFaye && needsBackbone)
    return {
      text,
      hint: 'Faye clients and Backbone collections in a bundle can be shown by this line, where both are imported:',
      line: INSPECT_LINE,
    };
  const [what, name] = needsFaye ? ['A Faye client', 'Faye'] : ['A Backbone collection', 'Backbone'];
  return {
    text,
    hint: `${what} in a bundle can be shown by this line, where ${name} is imported:`,
    line: inspectLine(name),
  };
}

/** Says that workers are out of reach; '' for a page of which none was seen. */
export function workersSentence({ workers, likelyWorkers }: PageEvidence): string {
  const sentences: string[] = [];
  if (workers.length > 0) {
    const known = [...new Set(workers.filter(Boolean))].slice(0, NAMED).map(cut);
    const where = known.length === 0 ? '' : ` (${known.join(', ')}${workers.length > known.length ? ', …' : ''})`;
    const sends = workers.length === 1 ? 'it sends' : 'they send';
    sentences.push(`This page has ${counted(workers.length, 'worker')}${where}: what ${sends} is not seen.`);
  }
  if (likelyWorkers.length > 0)
    sentences.push(
      `${named(likelyWorkers)} ${likelyWorkers.length === 1 ? 'was' : 'were'} loaded as a worker’s script is, before the panel looked: what a worker sends is not seen.`,
    );
  return sentences.join(' ');
}

/** Says of which workers nothing can be known, because the page is older than the probe; '' where it is not. */
export function olderWorkersSentence({ late }: PageEvidence): string {
  return late
    ? 'Nothing is known about shared workers, and workers of a blob: address, that began before the panel was opened; after a reload they are noticed.'
    : '';
}

/** Says what the page has put its own in the place of; '' where nothing is known to be. */
export function replacedSentence({ replaced }: PageEvidence): string {
  if (replaced.length === 0) return '';
  const what = replaced
    .slice(0, NAMED)
    .map(({ name, by }) => cut(by === '' || by === name ? name : `${name} (by ${by})`));
  const them = replaced.length === 1 ? 'it uses' : 'they use';
  return `This page has replaced ${listed(what)}: what goes over the replacement is not seen, unless ${them} the browser’s own.`;
}

function inspectLine(names: string): string {
  return `(globalThis.__LIVECOLLECTION_DEVTOOLS__ ??= []).push({ ${names} });`;
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).map(cut).join(', ')} and ${more} more` : listed(names.map(cut));
}

const cut = (name: string) => name.slice(0, LONGEST);
