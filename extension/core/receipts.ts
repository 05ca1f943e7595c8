import type { Envelope } from './bayeux.ts';
import { createRecent } from './recent.ts';

/**
 * The messages that a page received on one channel, until the collections that listen there have heard them. One
 * receipt may reach several collections, each once, by the channel itself or by a pattern that covers it.
 */
export interface Receipts {
  received(receipt: Receipt): void;
  /** The receipt that brought `source` this message; it will not be found for this source again. */
  heard(source: string, envelope: Envelope | undefined): number | undefined;
}

export interface Receipt {
  readonly index: number;
  readonly envelope: Envelope | undefined;
  readonly heardBy: string[];
}

/** A frame may bring many numbered messages before the first of them is heard. */
const NUMBERED = 1_024;
/** Bare messages, and repetitions of one number, are looked through one by one. */
const BARE = 64;
const REPEATED = 4;

export function createReceipts(): Receipts {
  /** The newest last. */
  const bySeq = createRecent<number, Receipt[]>(NUMBERED);
  const bare: Receipt[] = [];

  return {
    received(receipt) {
      const seq = receipt.envelope?.seq;
      if (seq === undefined) return keep(bare, receipt, BARE);
      const same = bySeq.get(seq);
      if (same) keep(same, receipt, REPEATED);
      else bySeq.set(seq, [receipt]);
    },
    heard(source, envelope) {
      const seq = envelope?.seq;
      const numbered = seq === undefined ? undefined : bySeq.get(seq);
      const receipt =
        (numbered && latestFor(source, numbered)) ?? latestFor(source, bare, (one) => sameBare(one.envelope, envelope));
      receipt?.heardBy.push(source);
      return receipt?.index;
    },
  };
}

function keep(receipts: Receipt[], receipt: Receipt, limit: number): void {
  receipts.push(receipt);
  if (receipts.length > limit) receipts.shift();
}

function latestFor(source: string, receipts: readonly Receipt[], is: (receipt: Receipt) => boolean = () => true) {
  for (let k = receipts.length - 1; k >= 0; k -= 1) {
    const receipt = receipts[k];
    if (receipt && !receipt.heardBy.includes(source) && is(receipt)) return receipt;
  }
  return undefined;
}

/** A bare 2013 message is known by its method and id. */
const sameBare = (one: Envelope | undefined, other: Envelope | undefined) =>
  one?.method === other?.method && one?.id === other?.id;
