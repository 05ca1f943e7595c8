import { describe, expect, it, vi } from 'vitest';
import { createPageAccess } from '../../../extension/panel/page-status/page-access.ts';
import type { InspectedWindow } from '../../../extension/panel/page-status/page-documents.ts';
import { documentsOf } from '../../../extension/panel/page-status/page-documents.ts';

/** A DevTools whose page answers with these URLs, its own first, and that knows these resources. */
function inspectedWindow({ answer, resources }: { answer?: string[]; resources?: [type: string, url: string][] }) {
  const inspected: InspectedWindow = {
    eval: async () => (answer ? [JSON.stringify(answer)] : new Promise(() => {})),
    ...(resources && {
      getResources: (callback: (found: { url: string; type: string }[]) => void) =>
        callback(resources.map(([type, url]) => ({ type, url }))),
    }),
  };
  return inspected;
}

describe('the documents of an inspected page', () => {
  it('are what the page itself says, never the site of a script', async () => {
    const file = inspectedWindow({
      answer: ['file:///home/page.html'],
      resources: [
        ['script', 'http://127.0.0.1/faye.js'],
        ['document', 'file:///home/page.html'],
      ],
    });
    expect(await documentsOf(file, 10)).toEqual({ url: 'file:///home/page.html', frames: [] });
  });

  it('are the one document among the resources where the page does not answer', async () => {
    const silent = inspectedWindow({
      resources: [
        ['script', 'https://cdn.test/backbone.js'],
        ['document', 'http://todo.test/app'],
      ],
    });
    expect(await documentsOf(silent, 10)).toEqual({ url: 'http://todo.test/app', frames: [] });
  });

  it('are unknown where it does not answer and it is not clear which is its own', async () => {
    const scripts = inspectedWindow({ resources: [['script', 'https://cdn.test/backbone.js']] });
    expect(await documentsOf(scripts, 10)).toEqual({ url: '', frames: [] });
    const two = inspectedWindow({
      resources: [
        ['document', 'http://one.test/'],
        ['document', 'http://two.test/'],
      ],
    });
    expect(await documentsOf(two, 10)).toEqual({ url: '', frames: [] });
  });

  it('are those of its frames, too, each once', async () => {
    const page = inspectedWindow({
      answer: ['http://127.0.0.1/', 'http://todo.test/app', '', 'about:srcdoc', 'http://todo.test/app'],
      resources: [
        ['document', 'http://127.0.0.1/'],
        ['document', 'http://deep.test/in-a-frame'],
      ],
    });
    const frames = ['http://todo.test/app', 'http://deep.test/in-a-frame'];
    expect(await documentsOf(page, 10)).toEqual({ url: 'http://127.0.0.1/', frames });
  });
});

describe('the access to an inspected page', () => {
  function accessTo(answer: string[], mayRead: (url: string) => boolean | undefined) {
    const sent: unknown[] = [];
    const onMissing = vi.fn();
    const request = vi.fn(async () => true);
    const access = createPageAccess(
      {
        runtime: {
          sendMessage: async (message) => {
            sent.push(message);
            return mayRead((message as { url?: string }).url ?? '');
          },
        },
        devtools: {
          inspectedWindow: { ...inspectedWindow({ answer }), tabId: 7 },
          network: { onNavigated: { addListener() {} } },
        },
        permissions: { request },
      },
      onMissing,
    );
    return { access, onMissing, request, sent };
  }

  it('is missing at once where the site is not permitted, and only then', async () => {
    const missing = accessTo(['http://todo.test/'], () => false);
    await missing.access.check();
    expect(missing.onMissing).toHaveBeenCalledOnce();
    expect(missing.access.site.value).toBe('http://todo.test');
    for (const answer of [true, undefined]) {
      const { access, onMissing } = accessTo(['http://todo.test/'], () => answer);
      await access.check();
      expect(onMissing).not.toHaveBeenCalled();
    }
  });

  it('names the frames that may be read, and those that may not, and asks for each by itself', async () => {
    const { access, request, onMissing } = accessTo(
      ['http://127.0.0.1/', 'http://todo.test/app', 'http://localhost/app', 'http://127.0.0.1/own'],
      (url) => !url.startsWith('http://todo.test'),
    );
    await access.check();
    expect(access.closedFrames.value).toEqual(['http://todo.test']);
    expect(access.openFrames.value).toEqual(['http://localhost']);
    expect(onMissing).not.toHaveBeenCalled();
    access.allow('http://todo.test');
    expect(request).toHaveBeenCalledExactlyOnceWith({ origins: ['http://todo.test/*'] });
  });

  it('has no site in a file, whatever its scripts are', async () => {
    const { access } = accessTo(['file:///home/page.html'], () => false);
    await access.check();
    expect([access.site.value, access.url.value]).toEqual(['', 'file:///home/page.html']);
  });
});
