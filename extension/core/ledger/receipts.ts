import type { MessageEnvelope } from '../bayeux/bayeux.ts';
import { createRecent } from '../bounded-map.ts';

/**
 * The messages that a page received on one channel, until the collections that listen there have heard them. One
 * receipt may reach several collections, each once, by the channel itself or by a pattern that covers it.
 */
export interface Receipts {
  received(index: number, envelope: MessageEnvelope | undefined, heardBy: string[]): void;
  /** The receipt that brought `source` this message; it will not be found for this source again. */
  heard(source: string, envelope: MessageEnvelope | undefined): number | undefined;
}

interface Receipt {
  readonly index: number;
  readonly envelope: MessageEnvelope | undefined;
  /** Shared by the receipts of one message, of its channel and of patterns. */
  readonly heardBy: string[];
  /** The one before it of the same number. */
  older: Receipt | undefined;
}

/** A frame may bring many numbered messages before the first of them is heard. */
const NUMBERED = 1_024;
/** Bare messages are looked through one by one. */
const BARE = 64;

export function createReceipts(): Receipts {
  const bySeq = createRecent<number, Receipt>(NUMBERED);
  const bare: Receipt[] = [];

  return {
    received(index, envelope, heardBy) {
      const seq = envelope?.seq;
      const receipt: Receipt = { index, envelope, heardBy, older: seq === undefined ? undefined : bySeq.get(seq) };
      if (seq === undefined) {
        bare.push(receipt);
        if (bare.length > BARE) bare.shift();
        return;
      }
      // Of the repetitions of one number a few are kept: a server may repeat it for ever.
      if (receipt.older?.older) receipt.older.older.older = undefined;
      bySeq.set(seq, receipt);
    },
    heard(source, envelope) {
      const seq = envelope?.seq;
      let receipt = seq === undefined ? undefined : bySeq.get(seq);
      while (receipt && (receipt.heardBy.includes(source) || !sameDocument(receipt.envelope, envelope)))
        receipt = receipt.older;
      receipt ??= bare.findLast((one) => !one.heardBy.includes(source) && sameBare(one.envelope, envelope));
      receipt?.heardBy.push(source);
      return receipt?.index;
    },
  };
}

/** A pattern's channels each count for themselves. */
const sameDocument = (one: MessageEnvelope | undefined, other: MessageEnvelope | undefined) => one?.id === other?.id;

/** A bare 2013 message is known by its method and id. */
const sameBare = (one: MessageEnvelope | undefined, other: MessageEnvelope | undefined) =>
  one?.method === other?.method && one?.id === other?.id;
