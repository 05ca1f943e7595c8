/** The site of a page, as findings are muted for it: its host, or '' of what has none. */
export const siteOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
