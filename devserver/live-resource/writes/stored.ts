import type { Driver } from '../supported-mongoose.ts';
import type { Raw } from './native-collection.ts';

/** A document as it comes back from the database: what BSON makes of it, and a copy that nobody else holds. */
export function stored(document: Raw, { BSON }: Driver): Raw {
  return BSON.deserialize(BSON.serialize(document, { ignoreUndefined: true }));
}
