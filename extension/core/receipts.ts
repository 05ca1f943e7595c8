import type { Envelope } from './bayeux.ts';

/**
 * The messages that a page's Faye client received on one channel, until the collections that listen there have heard
 * them. One receipt may reach several collections, each once.
 */
export interface Receipts {
  received(index: number, envelope: Envelope | undefined): void;
  /** The receipt that brought `source` this message; it will not be found for this source again. */
  heard(source: string, envelope: Envelope | undefined): number | undefined;
}

/** Collections hear in the same turn in which the client receives: more are not waiting at once. */
const KEPT = 64;

export function createReceipts(): Receipts {
  const receipts: { index: number; envelope: Envelope | undefined; heardBy: string[] }[] = [];
  return {
    received(index, envelope) {
      receipts.push({ index, envelope, heardBy: [] });
      if (receipts.length > KEPT) receipts.shift();
    },
    heard(source, envelope) {
      for (let k = receipts.length - 1; k >= 0; k -= 1) {
        const receipt = receipts[k];
        if (!receipt || receipt.heardBy.includes(source) || !sameMessage(receipt.envelope, envelope)) continue;
        receipt.heardBy.push(source);
        return receipt.index;
      }
      return undefined;
    },
  };
}

/** Seq decides where both have it; a bare 2013 message is known by its method and id. */
function sameMessage(one: Envelope | undefined, other: Envelope | undefined): boolean {
  if (one?.seq !== undefined && other?.seq !== undefined) return one.seq === other.seq;
  return one?.method === other?.method && one?.id === other?.id;
}
