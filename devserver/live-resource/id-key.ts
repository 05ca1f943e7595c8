/** A document's id as a key, its type included where text could not tell it apart: `7` and `'7'` are two documents. */
export function idKey(document: { _id?: unknown }): string {
  return `${typeof document._id}:${String(document._id)}`;
}
