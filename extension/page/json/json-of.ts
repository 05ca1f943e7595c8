import { isPlainJson, stringify } from './native-json.ts';
import { writeValue } from './write-value.ts';

const WHOLE = {
  text: Number.POSITIVE_INFINITY,
  ids: false,
  room: Number.POSITIVE_INFINITY,
  leavesOut: false,
};

/** A value that is plain JSON, written whole; by our own hand where the page's `JSON.stringify` cannot be used. */
export const jsonOf = (value: unknown): string =>
  (isPlainJson() ? stringify(value) : writeValue(value, WHOLE)?.json) ?? '';
