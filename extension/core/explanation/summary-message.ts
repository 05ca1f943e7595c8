import type { MessageEnvelope } from '../bayeux/bayeux.ts';
import { cutWord, tagged, told } from './format.ts';

/** Which part of the story a row tells. */
export type RowLane = 'page' | 'wire' | 'request' | 'message' | 'collection';

/** One line for a row. Text from the page: to be shown as text. */
export interface Summary {
  lane: RowLane;
  /** A word or two: what happened. */
  title: string;
  /** To whom, and how; may be empty. */
  detail: string;
}

/** What a data message writes, as its row says it. */
export function summariseMessage(channel: string, envelope: MessageEnvelope | undefined): Summary {
  return {
    lane: 'message',
    title: cutWord(envelope?.method ?? 'message'),
    detail: told(channel, ...written(envelope, true)),
  };
}

/** What an envelope writes: `id 7 · seq 4 · v 2`, with its method before it where the title does not say it. */
export function written(envelope: MessageEnvelope | undefined, titled = false): (string | undefined)[] {
  if (!envelope) return [];
  const { method, id, seq, v, crid } = envelope;
  return [titled ? undefined : method, tagged('id', id), tagged('seq', seq), tagged('v', v), tagged('crid', crid)];
}
