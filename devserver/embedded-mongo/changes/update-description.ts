import { isSameStored } from '../values/codec.ts';
import { type Document, isDocument } from '../values/document.ts';

/**
 * What an update changed, as change events tell it: paths with dots for fields of embedded documents.
 * Arrays are told whole, where MongoDB may tell single elements of them.
 */
export function updateDescription(before: Document, after: Document): Document {
  const updatedFields: Document = {};
  const removedFields: string[] = [];

  function compare(old: Document, now: Document, prefix: string): void {
    for (const name of Object.keys(old)) if (!Object.hasOwn(now, name)) removedFields.push(prefix + name);
    for (const [name, value] of Object.entries(now)) {
      const previous = old[name];
      if (isDocument(previous) && isDocument(value)) compare(previous, value, `${prefix}${name}.`);
      else if (!Object.hasOwn(old, name) || !isSameStored(previous, value)) updatedFields[prefix + name] = value;
    }
  }

  compare(before, after, '');
  return { updatedFields, removedFields, truncatedArrays: [] };
}
