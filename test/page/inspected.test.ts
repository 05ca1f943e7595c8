import { describe, expect, it } from 'vitest';
import { HEADER_NAME } from '../../extension/channel/internal-protocol.ts';
import { isInspected, mark, unmark } from '../../extension/page/inspected-mark.ts';

interface Made {
  url?: string;
  /** Names in `Server-Timing`; without any the browser does not show it. */
  timing?: string[];
  type?: string;
  workerStart?: number;
  opener?: object;
  parent?: Window;
  marked?: boolean;
  /** The document may not have storage. */
  opaque?: boolean;
}

/** A document as far as it says whose it is. */
function documentOf({
  url = 'http://todo.test/',
  timing,
  type = 'navigate',
  workerStart = 0,
  ...more
}: Made = {}): Window {
  const kept = new Map(more.marked ? [['livecollection:inspected', '1']] : []);
  const made = {
    location: new URL(url),
    performance: {
      getEntriesByType: () => [
        { type, workerStart, ...(timing && { serverTiming: timing.map((name) => ({ name })) }) },
      ],
    },
    document: {},
    opener: more.opener ?? null,
    get sessionStorage() {
      if (more.opaque) throw new DOMException('', 'SecurityError');
      return {
        getItem: (name: string) => kept.get(name) ?? null,
        setItem: (name: string, value: string) => kept.set(name, value),
        removeItem: (name: string) => kept.delete(name),
      };
    },
  };
  return Object.defineProperty(made, 'parent', { get: () => more.parent ?? made }) as unknown as Window;
}
const header = [HEADER_NAME];
/** Another origin's: nothing of it may be read. */
const strange = new Proxy({} as Window, {
  get() {
    throw new DOMException('', 'SecurityError');
  },
});

describe('a document that begins', () => {
  it('knows by its response that its tab is inspected: on its first visit, with an opener, without storage', () => {
    expect(isInspected(documentOf({ timing: header }))).toBe(true);
    expect(isInspected(documentOf({ timing: ['theirs', ...header], opener: {} }))).toBe(true);
    expect(isInspected(documentOf({ timing: header, opaque: true }))).toBe(true);
    expect(isInspected(documentOf({ timing: ['theirs'] }))).toBe(false);
  });

  it('believes no mark, which a page can make, where it could see the header', () => {
    expect(isInspected(documentOf({ timing: [], marked: true }))).toBe(false);
  });

  it('believes a mark where the header cannot be seen', () => {
    expect(isInspected(documentOf({ marked: true }))).toBe(true);
    expect(isInspected(documentOf({ timing: [], workerStart: 12, marked: true }))).toBe(true);
    expect(isInspected(documentOf({ timing: [], parent: strange, marked: true }))).toBe(true);
    expect(isInspected(documentOf({}))).toBe(false);
    expect(isInspected(documentOf({ opaque: true }))).toBe(false);
  });

  it('takes a mark in a window with an opener for a copy of the opener’s until it has loaded again', () => {
    expect(isInspected(documentOf({ marked: true, opener: {} }))).toBe(false);
    expect(isInspected(documentOf({ marked: true, opener: {}, type: 'reload' }))).toBe(true);
    expect(isInspected(documentOf({ marked: true, opener: {}, type: 'back_forward' }))).toBe(true);
  });

  it('is as the document around it where it has no response of its own', () => {
    const inspected = documentOf({ timing: header });
    for (const url of ['about:srcdoc', 'about:blank', 'blob:http://todo.test/1'])
      expect(isInspected(documentOf({ url, parent: inspected }))).toBe(true);
    expect(isInspected(documentOf({ url: 'about:srcdoc', parent: documentOf({ timing: [] }) }))).toBe(false);
    expect(isInspected(documentOf({ url: 'about:srcdoc', parent: strange }))).toBe(false);
  });

  it('loses its mark when it is left', () => {
    const left = documentOf();
    mark(left);
    expect(isInspected(left)).toBe(true);
    expect(unmark(left)).toBe(true);
    expect(unmark(left)).toBe(false);
    expect(isInspected(left)).toBe(false);
  });
});
