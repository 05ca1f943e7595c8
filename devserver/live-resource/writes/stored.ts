import mongoose from 'mongoose';
import type { Raw } from './native-collection.ts';

/** A document as it comes back from the database: what BSON makes of it, and a copy that nobody else holds. */
export function stored(document: Raw): Raw {
  const { BSON } = mongoose.mongo;
  return BSON.deserialize(BSON.serialize(document, { ignoreUndefined: true }));
}
