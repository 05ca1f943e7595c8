import { describe, expect, it, vi } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { createAttachment } from '../../extension/attachment.ts';
import { DETACH, WHO_INSPECTS } from '../../extension/channel/internal-protocol.ts';

const matches = ['http://127.0.0.1/*'];

/** What a browser would remember: scripts registered, scripts executed, messages to tabs. */
function fakeBrowser({ registered = [] as string[] } = {}) {
  const executed: [tabId: number, file: string][] = [];
  const told: [tabId: number, message: unknown][] = [];
  const scripting = {
    getRegisteredContentScripts: async () => registered.map((id) => ({ id })),
    registerContentScripts: vi.fn(
      async (scripts: { id: string }[]) => void registered.push(...scripts.map(({ id }) => id)),
    ),
    unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
      registered = registered.filter((id) => !ids.includes(id));
    },
    executeScript: async ({ target, files }: { target: { tabId: number }; files: string[] }) =>
      void executed.push(...files.map((file): [number, string] => [target.tabId, file])),
  };
  const sendMessage = vi.fn(async (_message: unknown) => {});
  const browser = {
    runtime: { getManifest: () => ({ host_permissions: matches }), sendMessage },
    tabs: { sendMessage: async (tabId: number, message: unknown) => void told.push([tabId, message]) },
    scripting,
  };
  return {
    browser: browser as unknown as Browser,
    scripting,
    executed,
    told,
    sendMessage,
    registered: () => registered,
  };
}

const arrivalIn = (id: number) =>
  ({ tab: { id }, frameId: 0 }) as Parameters<ReturnType<typeof createAttachment>['arrived']>[0];

describe('attachment', () => {
  it('injects nothing, and registers nothing, while nobody inspects', async () => {
    const { browser, executed, scripting } = fakeBrowser();
    expect(await createAttachment(browser).arrived(arrivalIn(7))).toBe(false);
    expect(executed).toEqual([]);
    expect(scripting.registerContentScripts).not.toHaveBeenCalled();
  });

  it('attaches to the documents of an inspected tab, those that are there and those that arrive', async () => {
    const { browser, executed, scripting } = fakeBrowser();
    const attachment = createAttachment(browser);
    attachment.inspect({}, 7);
    await vi.waitFor(() =>
      expect(executed).toEqual([
        [7, 'content.js'],
        [7, 'probe.js'],
      ]),
    );
    expect(await attachment.arrived(arrivalIn(7))).toBe(true);
    expect(await attachment.arrived(arrivalIn(8))).toBe(false);
    expect(executed.length).toBe(4);
    const [scripts] = scripting.registerContentScripts.mock.calls[0] ?? [];
    for (const script of scripts ?? [])
      expect(script).toMatchObject({ matches, runAt: 'document_start', allFrames: true, persistAcrossSessions: false });
  });

  it('leaves a tab with its last inspector, and unregisters with the last of all', async () => {
    const { browser, told, registered } = fakeBrowser();
    const attachment = createAttachment(browser);
    const [one, two, three] = [{}, {}, {}];
    attachment.inspect(one, 7);
    attachment.inspect(two, 7);
    attachment.inspect(three, 8);
    attachment.leave(one);
    attachment.leave(two);
    await vi.waitFor(() => expect(told).toEqual([[7, DETACH]]));
    expect(registered().length).toBe(2);
    attachment.leave(three);
    await vi.waitFor(() => expect(registered()).toEqual([]));
    expect(told).toEqual([
      [7, DETACH],
      [8, DETACH],
    ]);
  });

  it('waits for the inspectors of a background that was shut down before it says whose a document is', async () => {
    const { browser, sendMessage } = fakeBrowser({ registered: ['probe', 'arrival'] });
    const attachment = createAttachment(browser);
    const answers: boolean[] = [];
    const answer = attachment.arrived(arrivalIn(7)).then((inspected) => answers.push(inspected));
    await new Promise(setImmediate);
    expect(answers).toEqual([]);
    expect(sendMessage).toHaveBeenCalledExactlyOnceWith(WHO_INSPECTS);
    attachment.inspect({}, 7);
    await answer;
    expect(answers).toEqual([true]);
  });
});
