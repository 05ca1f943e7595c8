import { VERSION_FIELD } from './document-version.ts';
import type { LiveDocument } from './live-model.ts';
import { isDecimal } from './writable-fields.ts';

/**
 * Changes what goes out, in answers, messages and snapshots alike: hide a field, add one.
 * @param body a plain JSON copy of the document, to be changed or replaced
 */
export type Transform<D = LiveDocument> = (
  body: Record<string, unknown>,
  document: D,
  channel: string,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** A document as the outside sees it. */
export type Represent = (document: LiveDocument, channel: string) => Promise<Record<string, unknown>>;

/** With a transform or without; whatever it does, the version stays: readers tell old from new by it. */
export function createRepresent(transform?: Transform): Represent {
  return async (document, channel) => {
    const body = representation(document);
    if (!transform) return body;
    const version = body[VERSION_FIELD];
    const changed = await transform(body, document, channel);
    return version === undefined ? changed : { ...changed, [VERSION_FIELD]: version };
  };
}

/** A document as plain JSON, `_v` included, Mongoose's `__v` not. */
export function representation(document: LiveDocument): Record<string, unknown> {
  // A hook may have made it a plain object (`lean`).
  const plain = typeof document.toJSON === 'function' ? document.toJSON({ versionKey: false }) : withoutKey(document);
  const json: unknown = JSON.parse(JSON.stringify(plain, exactly));
  if (typeof json !== 'object' || json === null) throw new TypeError('A document must be a JSON object.');
  return { ...json };
}

/** Numbers that a JSON number cannot hold as text, which the schema casts back. */
function exactly(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' && value !== null && isDecimal(value) ? value.$numberDecimal : value;
}

/** Without Mongoose's own version, as far as a plain object tells. */
function withoutKey({ __v, ...fields }: { __v?: unknown }): object {
  return fields;
}
