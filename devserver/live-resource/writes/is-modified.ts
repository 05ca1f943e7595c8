import { VERSION_FIELD } from '../documents/document-version.ts';
import type { Driver } from '../supported-mongoose.ts';
import type { Raw } from './native-collection.ts';

/** Whether a write changed anything besides the version, which it counts: what MongoDB calls modified. */
export function isModified(before: Raw, after: Raw, { BSON }: Driver): boolean {
  const bytesOf = ({ [VERSION_FIELD]: _, ...fields }: Raw) => BSON.serialize(fields, { ignoreUndefined: true });
  return Buffer.compare(bytesOf(before), bytesOf(after)) !== 0;
}
