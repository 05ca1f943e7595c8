const CHANNEL = /^(?:\/[A-Za-z0-9\-_!~()$@]+)+$/;

export class UnmappedUrlError extends Error {
  override readonly name = 'UnmappedUrlError';
}

/**
 * The Faye channel on which the changes of a collection with this URL are told.
 *
 *   https://example.org/api/todos?done=1#top   →   /api/todos
 *   /api/todos/                                →   /api/todos
 *   api/todos                                  →   /api/todos, against a base path of /
 *
 * A channel has one or more segments of letters, digits and - _ ! ~ ( ) $ @ (Bayeux 1.0, 2.2.1, and Faye's grammar), no
 * trailing slash, and is none of the protocol's own (/meta/…, /service/…).
 *
 * @param base the document's URL, against which a relative one is resolved as the browser does for the request itself
 * @throws {UnmappedUrlError} when the URL's path is no legal channel name
 */
export function channelOf(url: string, base = 'http://localhost/'): string {
  let path: string;
  try {
    path = new URL(url, base).pathname;
  } catch {
    throw new UnmappedUrlError(`${JSON.stringify(url)} is no URL, so it has no channel.`);
  }
  const channel = path.replace(/\/+$/, '');
  if (!CHANNEL.test(channel)) {
    throw new UnmappedUrlError(
      `The URL ${JSON.stringify(url)} maps to ${JSON.stringify(channel || '/')}, which is no channel: ` +
        'each segment takes letters, digits and -_!~()$@ only. Give the collection a `channel`.',
    );
  }
  if (/^\/(meta|service)(\/|$)/.test(channel)) {
    throw new UnmappedUrlError(`${channel} is a channel of the Bayeux protocol itself, not one to listen on.`);
  }
  return channel;
}
