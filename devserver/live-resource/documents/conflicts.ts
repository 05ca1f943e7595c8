import type { IncomingMessage } from 'node:http';
import { requestContext } from '../http/request-context.ts';
import { idKey } from '../id-key.ts';
import { recentMap } from '../recent-map.ts';
import { VERSION_FIELD, versionOf } from './document-version.ts';
import type { LiveDocument } from './live-model.ts';

/** Versions whose author is remembered. */
const MOST_AUTHORS = 10_000;

/** Keeps a write from overwriting one that its author had not seen. */
export interface Conflicts {
  /**
   * Is the document newer than the one that a request is based on?
   *
   *   `If-Match: "3"`   another version than 3
   *   `_v: 3`, in body  a newer one than 3, unless all since were written by the same page: it saved twice in a row
   *   neither           no
   */
  isStale(request: IncomingMessage, body: Record<string, unknown>, document: LiveDocument): boolean;
  /** Is a request based on a version at all? Then the database must still have it when it is saved. */
  isBased(request: IncomingMessage, body: Record<string, unknown>): boolean;
  /** A request's write is done. */
  written(document: LiveDocument): void;
  /** Runs the requests that change one document one after the other: the second is then judged by what the first did. */
  inTurn<T>(id: unknown, work: () => Promise<T>): Promise<T>;
}

export function createConflicts(): Conflicts {
  const authors = recentMap<string, string>(MOST_AUTHORS);
  const turns = new Map<string, Promise<unknown>>();
  const keyOf = (document: LiveDocument, version: number) => `${idKey(document)} ${version}`;

  function areOwn(document: LiveDocument, after: number, until: number): boolean {
    const author = authorOf(requestContext()?.crid);
    for (let version = after + 1; author !== undefined && version <= until; version += 1) {
      if (authors.get(keyOf(document, version)) !== author) return false;
    }
    return author !== undefined;
  }

  return {
    isBased: (request, body) => request.headers['if-match'] !== undefined || typeof body[VERSION_FIELD] === 'number',
    isStale(request, body, document) {
      const current = versionOf(document);
      const match = request.headers['if-match'];
      if (match !== undefined) return !matches(match, current);
      const base = body[VERSION_FIELD];
      if (typeof base !== 'number' || current === undefined || base >= current) return false;
      return current - base > MOST_AUTHORS || !areOwn(document, base, current);
    },
    written(document) {
      const author = authorOf(requestContext()?.crid);
      const version = versionOf(document);
      if (author !== undefined && version !== undefined) authors.set(keyOf(document, version), author);
    },
    async inTurn(id, work) {
      const key = idKey({ _id: id });
      const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
      turns.set(key, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(key) === turn) turns.delete(key);
      }
    },
  };
}

/** A live collection names its requests `page-1`, `page-2`, …: all of one page. */
function authorOf(crid: string | undefined): string | undefined {
  return crid && /^(.+)-\d+$/.exec(crid)?.[1];
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-if-match, with the version as the entity tag. */
function matches(header: string, version: number | undefined): boolean {
  const tags = header.split(',').map((tag) =>
    tag
      .trim()
      .replace(/^W\/|"/g, '')
      .replace(/"$/, ''),
  );
  return tags.includes('*') || (version !== undefined && tags.includes(String(version)));
}
