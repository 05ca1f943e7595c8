import { randomInt } from 'node:crypto';
import { MongoError } from './errors.ts';

/** A number that a client can hold exactly and nobody can guess. */
export function newCursorId(): string {
  return String(randomInt(1, 2 ** 47));
}

/** The cursor that a getMore names. Throws CursorNotFound, and Unauthorized when it is another collection's. */
export function cursorNamed<C extends { readonly namespace: string }>(
  open: ReadonlyMap<string, C>,
  id: string,
  namespace: string,
): C {
  const cursor = open.get(id);
  if (!cursor) throw new MongoError('CursorNotFound', `cursor id ${id} not found`);
  if (cursor.namespace !== namespace) {
    throw new MongoError(
      'Unauthorized',
      `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
    );
  }
  return cursor;
}
