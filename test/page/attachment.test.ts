import { describe, expect, it, vi } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { createAttachment } from '../../extension/background/probe-injector.ts';
import { type Arrival, REVIEW, WHO_INSPECTS } from '../../extension/channel/internal-protocol.ts';

const matches = ['http://127.0.0.1/*'];

interface RuleUpdate {
  addRules?: { condition: { tabIds?: number[] } }[];
}

interface Executed {
  target: { tabId: number };
  files?: string[];
}

/** What a browser would remember: scripts registered, scripts executed, messages to tabs. */
function fakeBrowser({ registered = [] as string[], always = [] as string[] } = {}) {
  const permitted = new Set(matches);
  const executed: [tabId: number, file: string][] = [];
  const told: [tabId: number, message: unknown][] = [];
  const rules: RuleUpdate[] = [];
  /** Of a tab's documents: is a bridge there already? */
  const bridges = new Map<number, boolean[]>();
  const scripting = {
    getRegisteredContentScripts: async () => registered.map((id) => ({ id })),
    registerContentScripts: vi.fn(
      async (scripts: { id: string }[]) => void registered.push(...scripts.map(({ id }) => id)),
    ),
    updateContentScripts: vi.fn(async (_scripts: { id: string; matches: string[] }[]) => {}),
    unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
      registered = registered.filter((id) => !ids.includes(id));
    },
    executeScript: async ({ target: { tabId }, files = ['attach here'] }: Executed) => {
      executed.push(...files.map((file): [number, string] => [tabId, file]));
      return (bridges.get(tabId) ?? [false]).map((result) => ({ result }));
    },
  };
  const sendMessage = vi.fn(async (_message: unknown) => {});
  const browser = {
    runtime: { sendMessage },
    permissions: {
      getAll: async () => ({ origins: [...permitted] }),
      contains: async ({ origins }: { origins: string[] }) => origins.every((origin) => permitted.has(origin)),
    },
    tabs: {
      query: async () => [{ id: 7 }, { id: 8 }],
      sendMessage: async (tabId: number, message: unknown) => void told.push([tabId, message]),
    },
    scripting,
    declarativeNetRequest: { updateSessionRules: async (update: RuleUpdate) => void rules.push(update) },
  };
  return {
    rules,
    browser: browser as unknown as Browser,
    permitted,
    always: {
      sites: async () => always,
      set: async (site: string, on: boolean) => {
        always = [...always.filter((kept) => kept !== site), ...(on ? [site] : [])];
      },
    },
    scripting,
    executed,
    bridges,
    told,
    sendMessage,
    registered: () => registered,
  };
}

type Arrived = Parameters<ReturnType<typeof createAttachment>['arrived']>;
const arrival = (url: string): Arrival => ({ type: 'livecollection:arrival', url });
// A whole tab has many fields that nobody reads.
const arrivalIn = (id: number, url = 'http://127.0.0.1:3000/'): Arrived => [
  arrival(url),
  { tab: { id }, frameId: 0 } as Arrived[1],
];

describe('attachment', () => {
  it('injects nothing, and registers nothing, while nobody inspects', async () => {
    const { browser, always, executed, scripting } = fakeBrowser();
    expect(await createAttachment(browser, always).arrived(...arrivalIn(7))).toBe('gone');
    expect(executed).toEqual([]);
    expect(scripting.registerContentScripts).not.toHaveBeenCalled();
  });

  it('attaches to the documents of an inspected tab, those that are there and those that arrive', async () => {
    const { browser, always, executed, scripting } = fakeBrowser();
    const attachment = createAttachment(browser, always);
    attachment.inspect({}, 7);
    await vi.waitFor(() =>
      expect(executed).toEqual([
        [7, 'attach here'],
        [7, 'content.js'],
        [7, 'probe.js'],
      ]),
    );
    expect(await attachment.arrived(...arrivalIn(7))).toBe('inspected');
    expect(await attachment.arrived(...arrivalIn(8))).toBe('gone');
    expect(executed.length).toBe(6);
    const [scripts] = scripting.registerContentScripts.mock.calls[0] ?? [];
    for (const script of scripts ?? [])
      expect(script).toMatchObject({ matches, runAt: 'document_start', allFrames: true, persistAcrossSessions: false });
  });

  it('brings nothing a second time to documents in which it is', async () => {
    const { browser, always, executed, bridges } = fakeBrowser();
    const attachment = createAttachment(browser, always);
    bridges.set(7, [true, true]);
    await attachment.attach({ tabId: 7, allFrames: true });
    expect(executed).toEqual([[7, 'attach here']]);
    bridges.set(7, [true, false]);
    await attachment.attach({ tabId: 7, allFrames: true });
    expect(executed.slice(2)).toEqual([
      [7, 'content.js'],
      [7, 'probe.js'],
    ]);
  });

  it('leaves a tab with its last inspector, and unregisters with the last of all', async () => {
    const { browser, always, told, registered } = fakeBrowser();
    const attachment = createAttachment(browser, always);
    const [one, two, three] = [{}, {}, {}];
    attachment.inspect(one, 7);
    attachment.inspect(two, 7);
    attachment.inspect(three, 8);
    attachment.leave(one);
    attachment.leave(two);
    await vi.waitFor(() => expect(told).toEqual([[7, REVIEW]]));
    expect(registered().length).toBe(2);
    attachment.leave(three);
    await vi.waitFor(() => expect(registered()).toEqual([]));
    expect(told).toEqual([
      [7, REVIEW],
      [8, REVIEW],
    ]);
  });

  it('marks the responses of inspected tabs, and of no others', async () => {
    const { browser, always, rules } = fakeBrowser();
    const attachment = createAttachment(browser, always);
    const marked = () => rules.at(-1)?.addRules?.map(({ condition }) => condition.tabIds);
    const [one, other] = [{}, {}];
    attachment.inspect(one, 7);
    attachment.inspect(other, 8);
    await vi.waitFor(() => expect(marked()).toEqual([[7, 8]]));
    attachment.leave(one);
    await vi.waitFor(() => expect(marked()).toEqual([[8]]));
    attachment.leave(other);
    await vi.waitFor(() => expect(marked()).toEqual([]));
  });

  it('waits for the inspectors of a background that was shut down before it says whose a document is', async () => {
    const { browser, always, sendMessage } = fakeBrowser({ registered: ['probe', 'arrival'] });
    const attachment = createAttachment(browser, always);
    const answers: string[] = [];
    const answer = attachment.arrived(...arrivalIn(7)).then((inspected) => answers.push(inspected));
    await new Promise(setImmediate);
    expect(answers).toEqual([]);
    expect(sendMessage).toHaveBeenCalledExactlyOnceWith(WHO_INSPECTS);
    attachment.inspect({}, 7);
    await answer;
    expect(answers).toEqual(['inspected']);
  });

  it('leaves, with all that is registered, when the inspectors of such a background do not come back', async () => {
    const { browser, always, registered, rules } = fakeBrowser({ registered: ['probe', 'content'] });
    let over = () => {};
    const attachment = createAttachment(browser, always, () => new Promise((resolve) => (over = resolve)));
    const answer = attachment.arrived(...arrivalIn(7));
    await vi.waitFor(() => expect(browser.runtime.sendMessage).toHaveBeenCalledWith(WHO_INSPECTS));
    over();
    expect(await answer).toBe('gone');
    await vi.waitFor(() => expect(registered()).toEqual([]));
    await vi.waitFor(() => expect(rules.at(-1)?.addRules).toEqual([]));
  });

  it('says why a probe could not begin', async () => {
    const { browser, always } = fakeBrowser();
    const { executeScript } = browser.scripting;
    browser.scripting.executeScript = async (script) => {
      const found = await executeScript(script);
      return script.files?.includes('probe.js') ? [{ frameId: 0, documentId: '', result: 'x is undefined' }] : found;
    };
    await expect(createAttachment(browser, always).attach({ tabId: 7 })).rejects.toThrow('x is undefined');
  });

  it('goes to no document of a site that is not permitted, and at once when it is', async () => {
    const { browser, always, executed, permitted, scripting } = fakeBrowser();
    const attachment = createAttachment(browser, always);
    attachment.inspect({}, 7);
    await vi.waitFor(() => expect(executed.length).toBe(3));
    expect(await attachment.arrived(...arrivalIn(7, 'https://todo.test/'))).toBe('gone');
    permitted.add('https://todo.test/*');
    attachment.permitted();
    await vi.waitFor(() => expect(executed.length).toBe(6));
    expect(scripting.updateContentScripts).toHaveBeenLastCalledWith([
      expect.objectContaining({ id: 'probe', matches: [...permitted] }),
      expect.objectContaining({ id: 'content', matches: [...permitted] }),
    ]);
    expect(await attachment.arrived(...arrivalIn(7, 'https://todo.test/'))).toBe('inspected');
  });

  it('has every document ask again when permissions are taken back', async () => {
    const { browser, always, told } = fakeBrowser();
    createAttachment(browser, always).revoked();
    await vi.waitFor(() =>
      expect(told).toEqual([
        [7, REVIEW],
        [8, REVIEW],
      ]),
    );
  });

  it('keeps the probe where the user wants it always, and takes it away where no longer', async () => {
    const { browser, always, executed, registered } = fakeBrowser();
    const attachment = createAttachment(browser, always);
    await attachment.setAlways('http://127.0.0.1', true);
    expect(registered()).toEqual(['always']);
    expect(await attachment.arrived(...arrivalIn(9))).toBe('kept');
    await attachment.setAlways('http://127.0.0.1', false);
    expect(registered()).toEqual([]);
    expect(executed).toEqual([
      [7, 'content.js'],
      [8, 'content.js'],
    ]);
    expect(await attachment.arrived(...arrivalIn(9))).toBe('gone');
  });
});
