import type { LiveDocument } from './live-model.ts';

/** A document as the REST API and the pushed messages show it: plain JSON, `_v` included, Mongoose's `__v` not. */
export function representation(document: LiveDocument): Record<string, unknown> {
  const json: unknown = JSON.parse(JSON.stringify(document.toJSON({ versionKey: false })));
  if (typeof json !== 'object' || json === null) throw new TypeError('A document must be a JSON object.');
  return { ...json };
}
