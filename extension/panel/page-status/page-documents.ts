import { siteOf } from '../../site.ts';

/** What is used of `browser.devtools.inspectedWindow`. */
export interface InspectedWindow {
  /** Chromium's. */
  getResources?(callback: (resources: { url: string; type?: string }[]) => void): void;
  /** About one of Chromium's DevTools in seven never answers. */
  eval(expression: string): Promise<unknown>;
}

/** The documents of a page that we may know nothing else of. */
export interface PageDocuments {
  /** The page's own URL; '' where it cannot be found out. */
  url: string;
  /** Those of its frames, as far as they are known. */
  frames: string[];
}

const ASKED =
  'JSON.stringify([location.href, ...Array.from(document.querySelectorAll("iframe, frame"), ({ src }) => src)])';

/**
 * What the page itself answers, and the documents among the resources that DevTools knows. A script or a picture says nothing
 * of the page that loaded it.
 * @param within ms that the page has to answer
 */
export async function documentsOf(inspected: InspectedWindow, within: number): Promise<PageDocuments> {
  const [answered, resources] = await Promise.all([answerOf(inspected, within), resourcesOf(inspected)]);
  const documents = resources.filter(({ type }) => type === 'document').map(({ url }) => url);
  const [only, ...others] = documents;
  const url = answered?.[0] ?? (others.length === 0 ? (only ?? '') : '');
  const frames = [...(answered?.slice(1) ?? []), ...documents.filter((one) => one !== url)];
  return { url, frames: url === '' ? [] : [...new Set(frames)].filter((one) => siteOf(one) !== undefined) };
}

async function answerOf(inspected: InspectedWindow, within: number): Promise<string[] | undefined> {
  const late = new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), within));
  try {
    const answer = await Promise.race([inspected.eval(ASKED), late]);
    const [text]: unknown[] = Array.isArray(answer) ? answer : [];
    const urls: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
    return Array.isArray(urls) && urls.every((url) => typeof url === 'string') ? urls : undefined;
  } catch {
    return undefined; // Nothing can be evaluated there, or the page has broken what is needed for it.
  }
}

async function resourcesOf(inspected: InspectedWindow): Promise<{ url: string; type?: string }[]> {
  if (!inspected.getResources) return [];
  return new Promise((resolve) => inspected.getResources?.(resolve));
}
