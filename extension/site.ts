/**
 * A site is what the user gives or takes permission for: `http://todo.test`, which stands for all its ports, because match
 * patterns know no ports in Firefox. https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Match_patterns
 */

/** The site of a URL, or undefined where no extension can be: `about:`, `chrome:`, a file. */
export function siteOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol === 'blob:') return siteOf(pathname);
  return protocol === 'http:' || protocol === 'https:' ? `${protocol}//${hostname}` : undefined;
}

/** The match pattern of a site. */
export const patternOf = (site: string): string => `${site}/*`;

/** The site that a pattern stands for, or the pattern itself when it stands for more than one. */
export const siteOfPattern = (pattern: string): string => pattern.replace(/^(https?:\/\/[^*/]+)\/\*$/, '$1');

/**
 * What decides which site's a document is: its own URL, or, where that has no host (`about:srcdoc`, `about:blank`, `data:`),
 * the URL of the document around it, which browsers go by too (`matchOriginAsFallback`).
 */
export function urlOf({ location, document }: Pick<Window, 'location' | 'document'>): string {
  if (/^(?:blob:)?https?:/.test(location.href)) return location.href;
  const [parent] = location.ancestorOrigins ?? [];
  return parent ?? document.baseURI;
}
