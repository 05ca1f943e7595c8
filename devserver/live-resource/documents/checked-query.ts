import { RequestError } from '../request-error.ts';
import { isForbiddenKey } from './writable-fields.ts';

/**
 * Refuses a query string that names Mongo operators or prototype keys: `?title[$gt]=`, `?__proto__[a]=b`.
 * The router reads no query, but what is mounted behind or beside it may.
 * @throws RequestError 400
 */
export function checkQuery(url: string): void {
  const query = new URL(url, 'http://localhost').searchParams;
  for (const name of query.keys()) {
    const forbidden = name.split(/[.[\]]+/).find(isForbiddenKey);
    if (forbidden !== undefined) {
      throw new RequestError(400, `The query must not contain the key ${JSON.stringify(forbidden.slice(0, 64))}.`);
    }
  }
}
