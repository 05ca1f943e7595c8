import { escapeSegment } from './channel-segment.ts';

const CHANNEL = /^(?!\/(?:meta|service)(?:\/|$))(?:\/[-\w!~()$@]+)+$/;

/** The path of a URL is not a legal name of a channel. */
export class UnmappedUrlError extends Error {
  override readonly name = 'UnmappedUrlError';
}

/**
 * The Faye channel on which the changes of a collection with this URL are told.
 *
 *   https://example.org/api/todos?done=1#top   →   /api/todos
 *   /api/todos/                                →   /api/todos
 *   api/todos                                  →   /api/todos, against a base path of /
 *   /api/users/john.doe                        →   /api/users/john!2Edoe
 *
 * A channel has one or more segments of letters, digits and - _ ! ~ ( ) $ @ (Bayeux 1.0, 2.2.1, and Faye's grammar); others are escaped. It has
 * no trailing slash, and is none of the protocol's own (/meta/…, /service/…).
 *
 * @param base the document's URL, against which a relative one is resolved as the browser does for the request itself
 * @throws {UnmappedUrlError} when the URL's path is no legal channel name
 */
export function channelOf(url: string, base = 'http://localhost/'): string {
  try {
    const path = new URL(url, base).pathname.replace(/\/+$/, '');
    const channel = path
      .split('/')
      .map((segment) => escapeSegment(decodeURIComponent(segment)))
      .join('/');
    if (CHANNEL.test(channel)) return channel;
  } catch {
    // It is no URL, and so no channel either.
  }
  throw new UnmappedUrlError(`The URL ${url} is no Bayeux channel. Give the collection a \`channel\`.`);
}
