/**
 * How text crosses a border: between the page and the extension's world, between processes, or, in a test, nowhere.
 * Everything above it works over any of them. One text is one command or one batch; see `core/protocol.ts`.
 */
export interface Channel {
  /** Hands the text over, in order. Says whether somebody was there to take it. Never throws. */
  send(text: string): boolean;
  /** Calls back with every text from the other side, until undone. */
  listen(listener: (text: string) => void): Undo;
  /** No text goes or comes any more. */
  close(): void;
}

/** Takes back what was done; a second call does nothing. */
export type Undo = () => void;

/**
 * The longest text that is taken from a page, in characters: what a page says is not trusted, and a probe's batch is
 * shorter (`page/buffer.ts`).
 */
export const MAX_TEXT = 2 * 1024 * 1024;
