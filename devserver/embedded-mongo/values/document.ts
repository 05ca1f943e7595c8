/** A BSON document as JavaScript holds it: what bson decodes, what mingo works on, what the store keeps. */
export type Document = Record<string, unknown>;

/** True for a plain embedded document: not null, not an array, and none of BSON's own types (ObjectId, Date, …). */
export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** True for `{$gt: 1}` and the like: an expression of operators rather than a value to be equal to. */
export function isOperatorExpression(value: unknown): value is Document {
  return isDocument(value) && Object.keys(value).some((key) => key.startsWith('$'));
}
