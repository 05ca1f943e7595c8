import { resolve } from 'mingo/util';
import { typeName } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { type Document, isDocument } from '../values/document.ts';
import { isStoredNumber } from '../values/numbers.ts';
import { show } from '../values/show.ts';

const ARITHMETIC = new Set(['$inc', '$mul']);
const ON_ARRAYS = new Set(['$push', '$addToSet', '$pull', '$pullAll', '$pop']);
/** The operators that make a missing path; the others leave a document alone that does not have it. */
const MAKES_PATH = new Set(['$set', '$inc', '$mul', '$min', '$max', '$push', '$addToSet', '$currentDate']);

/**
 * Refuses an update that the document's own values do not allow: where MongoDB answers an error, mingo does nothing.
 * Throws TypeMismatch, BadValue, PathNotViable. Paths with `$`, `$[]` or `$[id]` are left to mingo.
 */
export function checkTargets(document: Document, modifier: Document): void {
  for (const [operator, fields] of Object.entries(modifier)) {
    if (!isDocument(fields)) continue;
    for (const path of Object.keys(fields)) {
      if (path.includes('$')) continue;
      if (MAKES_PATH.has(operator)) checkPath(document, path);
      const value: unknown = resolve(document, path);
      if (value === undefined) continue;
      if (ARITHMETIC.has(operator) && !isStoredNumber(value)) {
        throw new MongoError(
          'TypeMismatch',
          `Cannot apply ${operator} to a value of non-numeric type. {_id: ${show(document._id)}} has the field '${path}' of non-numeric type ${typeName(value)}`,
        );
      }
      if (ON_ARRAYS.has(operator) && !Array.isArray(value)) {
        throw new MongoError(
          'BadValue',
          `The field '${path}' must be an array but is of type ${typeName(value)} in document {_id: ${show(document._id)}}`,
        );
      }
    }
  }
}

/** A path may only go on below a document, below an array by a number, or where nothing is yet. */
function checkPath(document: Document, path: string): void {
  const steps = path.split('.');
  let parent: unknown = document;
  for (const [depth, step] of steps.entries()) {
    const viable = isDocument(parent) || (Array.isArray(parent) && /^\d+$/.test(step));
    if (!viable) {
      throw new MongoError(
        'PathNotViable',
        `Cannot create field '${step}' in element {${steps[depth - 1]}: ${show(parent)}}`,
      );
    }
    const container = Object(parent);
    if (!Object.hasOwn(container, step)) {
      // mingo would walk on into what every object inherits: `constructor.prototype`.
      if (step in container && depth < steps.length - 1) {
        throw new MongoError('BadValue', `The path '${path}' is not supported by the embedded database`);
      }
      return;
    }
    parent = Reflect.get(container, step);
  }
}
