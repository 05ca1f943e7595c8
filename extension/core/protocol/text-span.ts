/**
 * A line of JSON, where it stands in a text of many: a batch, or a piece of a file. Cut out, each would be one more thing
 * for the collector of garbage to carry about, a million times over.
 */
export interface TextLine {
  readonly text: string;
  readonly start: number;
  /** One after its last character. */
  readonly end: number;
}

export const wholeLine = (text: string): TextLine => ({ text, start: 0, end: text.length });

export const textOf = ({ text, start, end }: TextLine): string => text.slice(start, end);
