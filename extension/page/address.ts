/** A URL of the page's, resolved as the browser does for a request; nothing when it is none: the request itself will fail. */
export function addressOf(url: string, base: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
