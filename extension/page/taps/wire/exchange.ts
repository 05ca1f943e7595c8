/** One request and its answer, whichever of the page's ways to ask was taken. */
import { utf8Length } from '../../../core/protocol/utf8-length.ts';
import { now } from '../../clock.ts';

export { now };

/** A request as it leaves. */
export interface Outgoing {
  method: string;
  /** As the page gave it, or absolute. */
  url: string;
  /** As the page gave it to `send` or `fetch`; nothing of it is read that can be read only once. */
  body: unknown;
  /** Of a live collection's own request: its client request id. */
  crid?: string | undefined;
  /** Where it was called from, if that must be taken before it is told. */
  stack?: string | undefined;
  /** When it left, by `now`. */
  began: number;
}

export interface ExchangeAnswer {
  status: number;
  /** The body as far as it was read; absent when it is no text, or could not be read without taking it from the page. */
  text?: string | undefined;
  /** The body's whole length in bytes, where that is known. */
  bytes?: number | undefined;
  /** `text` is only the beginning of it, and no JSON therefore. */
  isCut?: boolean;
  /** When it was complete, by `now`; without it: now. */
  ended?: number;
}

/** Why no answer came. */
export type Failure = 'abort' | 'error' | 'timeout';

/** Follows one request to its end, in one of two ways. */
export interface Exchange {
  /** Its answer is to be read to its end, however long: what stands last in it may be what was asked for. */
  readsWhole?: boolean;
  answered(answer: ExchangeAnswer): void;
  failed(reason: Failure, ended?: number): void;
}

/** Learns of the end once, whatever more is said of it. */
export function once({ answered, failed, ...rest }: Exchange): Exchange {
  let ended = false;
  const first = <Args extends unknown[]>(tell: (...args: Args) => void) => {
    return (...args: Args) => {
      if (!ended) tell(...args);
      ended = true;
    };
  };
  return { ...rest, answered: first(answered), failed: first(failed) };
}

/** The header by which a live collection names its requests. */
export const REQUEST_ID = 'x-live-request-id';

/** The most that is read of a body that must be read beside the page, in bytes: the page's memory is not ours. */
export const MAX_BODY = 256 * 1024;

/** What a header says of a body's length, in bytes. */
export function lengthIn(header: string | null): number | undefined {
  const length = Number.parseInt(header ?? '', 10);
  return length >= 0 ? length : undefined;
}

export function textAnswer(text: string): { text: string; bytes: number } {
  return { text, bytes: utf8Length(text) };
}

/** Decodes the beginning of what may be long; a character that the bound cuts in two is left out. */
export function textOfBytes(bytes: Uint8Array, most = MAX_BODY): Pick<ExchangeAnswer, 'text' | 'isCut'> {
  return { text: new TextDecoder().decode(bytes.subarray(0, most), { stream: true }), isCut: bytes.length > most };
}
