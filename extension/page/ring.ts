/** The last lines of a document, numbered without holes from 1 and bounded in bytes: the oldest go first. */
export interface Ring {
  /** The number of the oldest line still here; `next` when there is none. */
  readonly first: number;
  /** The number that the next line will get. */
  readonly next: number;
  /** What the lines take up in memory. */
  readonly bytes: number;
  push(line: string): void;
  /** Puts what `change` makes of every line in its place. */
  rewrite(change: (line: string) => string): void;
  /** The line of this number; empty when it is not here, or nothing was left of it. */
  line(number: number): string;
}

export function createRing(maxBytes: number): Ring {
  let lines: string[] = [];
  /** How many of `lines` are gone: they are cut off in one go, now and then. */
  let head = 0;
  let first = 1;
  let bytes = 0;

  function forgetOldest(): void {
    bytes -= bytesOf(lines[head] ?? '');
    lines[head] = '';
    head += 1;
    first += 1;
    if (head > 1024 && head * 2 > lines.length) {
      lines = lines.slice(head);
      head = 0;
    }
  }

  return {
    get first() {
      return first;
    },
    get next() {
      return first + lines.length - head;
    },
    get bytes() {
      return bytes;
    },
    push(line) {
      lines.push(line);
      bytes += bytesOf(line);
      while (bytes > maxBytes) forgetOldest();
    },
    rewrite(change) {
      lines = lines.slice(head).map(change);
      head = bytes = 0;
      for (const line of lines) bytes += bytesOf(line);
    },
    line: (number) => lines[head + number - first] ?? '',
  };
}

/** Engines keep a string in one byte a character, or in two as soon as one of them is beyond Latin-1. */
export function bytesOf(text: string): number {
  return beyondLatin1.test(text) ? text.length * 2 : text.length;
}
const beyondLatin1 = /[\u0100-\uffff]/;
