import type { LiveCollectionState } from './collection-state.ts';
import type { PageDocument } from './documents.ts';
import { counted } from './wording.ts';

/** What limits all that can be said of a collection. */
export interface Limits {
  document: Pick<PageDocument, 'early'> | undefined;
  /** The oldest event of the trace. */
  first: number;
  /** Events that never arrived. */
  lost: number;
}

/** What cannot be known of a collection, a sentence each. */
export function unknownsOf(state: LiveCollectionState, { document, first, lost }: Limits): string[] {
  const { foreign, listening, size, history } = state;
  const said: string[] = [];
  if (foreign) said.push('It is not a LiveCollection: its decisions are inferred from Backbone and the wire.');
  if (!listening) said.push('It does not listen to its channel.');
  if (document?.early === false)
    said.push('The capture began after the page: nothing before it is known. A reload shows all.');
  if (state.first < first)
    said.push('The oldest events are forgotten: a history may begin in the middle, and a model lack its attributes.');
  if (lost > 0) said.push(`${sentence(counted(lost, 'event'))} never arrived: models may differ from the page’s.`);
  if (history.size < size) said.push(`Of ${counted(size, 'model')} only ${history.size} were told of.`);
  return said;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
