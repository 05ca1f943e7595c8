import type { Browser, Runtime, Scripting } from 'webextension-polyfill';
import {
  type Arrival,
  type DocumentVerdict,
  PROBE_FAILED,
  REVIEW,
  WHO_INSPECTS,
} from '../channel/internal-protocol.ts';
import { attachHere } from '../content/attach-request.ts';
import { type HeaderRules, markResponses } from '../inspected-header.ts';
import { patternOf, siteOf } from '../site.ts';
import type { AlwaysHere } from './always-on-sites.ts';
import { createRegistration } from './content-script-registration.ts';

/** Which tabs are inspected, and that we are in their documents and in no others. */
export interface Attachment {
  /** `inspector`, a DevTools, inspects this tab; said again it changes nothing. */
  inspect(inspector: object, tabId: number): void;
  /** It was closed. With the last one of a tab we leave the tab; with the last of all, nothing is injected any more. */
  leave(inspector: object): void;
  /** A document asks what is to become of the extension's scripts in it. If its tab is inspected it is attached to. */
  arrived(arrival: Arrival, sender: Runtime.MessageSender): Promise<DocumentVerdict>;
  /** The user has permitted more sites: inspected documents of theirs are attached to at once. */
  permitted(): void;
  /** The user has taken permissions back: documents of those sites are left at once. */
  revoked(): void;
  /** The extension is new, or a new version: documents in which a former one is are left, or attached to again. */
  installed(): Promise<void>;
  /** The user wants the probe on a site always, or no longer. Resolves when no document has more of the extension's scripts than it should. */
  setAlways(site: string, on: boolean): Promise<void>;
  /**
   * Puts bridge and probe into loaded documents, or has those that are there open a fresh line.
   * Rejects when the browser does not let us in, in its words.
   */
  attach(target: Scripting.InjectionTarget): Promise<void>;
  /** Puts what acts a replay out into all documents of a tab. Rejects as `attach` does. */
  bringStage(tabId: number): Promise<void>;
}

export type AttachmentBrowser = Pick<Browser, 'runtime' | 'scripting' | 'tabs' | 'permissions'> & {
  declarativeNetRequest: HeaderRules;
};

/** Inspectors of a background that was shut down open their ports again at once, or were closed with nobody to hear it, ms. */
const BACK_WITHIN = 3_000;

/** @param wait resolves when so many ms are over */
export function createAttachment(
  { runtime, scripting, tabs, permissions, declarativeNetRequest }: AttachmentBrowser,
  alwaysHere: AlwaysHere,
  wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
): Attachment {
  const inspected = new Map<object, number>();
  const isInspected = (tabId: number) => [...inspected.values()].includes(tabId);
  const registration = createRegistration({ scripting, permissions }, alwaysHere);
  let firstInspector = () => {};
  /**
   * Scripts that are registered before anybody inspects were registered by a predecessor, which was shut down with its
   * inspectors: they are about to come back, and until one does it is not known whose documents arrive.
   */
  const known = registration.isForInspected().then(async (left) => {
    if (!left || inspected.size > 0) return;
    const back = new Promise<void>((resolve) => {
      firstInspector = resolve;
    });
    // A killed predecessor may not have been missed yet. Where nobody can hear this, their ports have broken by themselves.
    runtime.sendMessage(WHO_INSPECTS).catch(() => {});
    await Promise.race([back, wait(BACK_WITHIN)]);
    if (inspected.size === 0) void inOrder(register); // They were closed while there was no background.
  });

  /** Registering, attaching and detaching do not overtake each other. */
  let queue: Promise<unknown> = Promise.resolve();
  function inOrder(task: () => Promise<unknown>): Promise<unknown> {
    queue = queue.then(task).catch((error) => console.info(String(error)));
    return queue;
  }
  async function register(): Promise<void> {
    await registration.update(inspected.size > 0);
    await markResponses(declarativeNetRequest, [...new Set(inspected.values())]);
  }
  /** As long as inspectors may come back, what is registered for them stays. */
  const registerAnew = async () => registration.update(inspected.size > 0 || (await registration.isForInspected()));

  async function attach(target: Scripting.InjectionTarget): Promise<void> {
    const found = await scripting.executeScript({ target, ...attachHere, injectImmediately: true });
    if (found.every(({ result }) => result === true)) return;
    await scripting.executeScript({ target, files: ['content.js'], injectImmediately: true });
    const begun = await scripting.executeScript({
      target,
      files: ['probe.js'],
      world: 'MAIN',
      injectImmediately: true,
    });
    const [failed] = begun.filter(({ result }) => typeof result === 'string');
    if (failed) throw new Error(`${PROBE_FAILED}${failed.result}`);
  }

  /** Tabs without a script of the extension have nothing that hears this. */
  async function review(tabId: number | undefined): Promise<void> {
    if (tabId !== undefined) await tabs.sendMessage(tabId, REVIEW).catch(() => {});
  }

  /** Where a probe has no bridge to be asked through, the content script asks what is to become of it. */
  async function sweep(patterns: string[]): Promise<void> {
    for (const { id: tabId } of await tabs.query({ url: patterns }))
      if (tabId !== undefined)
        await inOrder(() => scripting.executeScript({ target: { tabId, allFrames: true }, files: ['content.js'] }));
  }

  return {
    attach,
    async bringStage(tabId) {
      const target = { tabId, allFrames: true };
      await scripting.executeScript({ target, files: ['stage.js'], world: 'MAIN', injectImmediately: true });
    },
    inspect(inspector, tabId) {
      if (inspected.get(inspector) === tabId) return;
      inspected.set(inspector, tabId);
      firstInspector();
      void inOrder(register);
      void inOrder(() => attach({ tabId, allFrames: true }));
    },
    leave(inspector) {
      const tabId = inspected.get(inspector);
      if (tabId === undefined) return;
      inspected.delete(inspector);
      if (isInspected(tabId)) return;
      // Looked at again when it is their turn: somebody may have come in the meantime.
      void inOrder(() => review(tabId));
      void inOrder(register);
    },
    async arrived({ url }, { tab, frameId, documentId }) {
      await known;
      if (tab?.id === undefined) return 'gone';
      const site = siteOf(url) ?? '';
      const permitted = site !== '' && (await permissions.contains({ origins: [patternOf(site)] }));
      if (!permitted) return 'gone';
      if (isInspected(tab.id)) {
        // A frame's number may be another document's by now, and a prerendered page's becomes 0: its own name stays.
        const which = documentId === undefined ? { frameIds: [frameId ?? 0] } : { documentIds: [documentId] };
        await attach({ tabId: tab.id, ...which });
        return 'inspected';
      }
      return (await alwaysHere.sites()).includes(site) ? 'kept' : 'gone';
    },
    permitted() {
      void inOrder(registerAnew);
      for (const tabId of new Set(inspected.values())) void inOrder(() => attach({ tabId, allFrames: true }));
    },
    revoked() {
      void inOrder(registerAnew);
      void inOrder(async () => Promise.all((await tabs.query({})).map(({ id }) => review(id))));
    },
    async setAlways(site, on) {
      await alwaysHere.set(site, on);
      await inOrder(registerAnew);
      if (on) return;
      await sweep([patternOf(site)]);
    },
    async installed() {
      await inOrder(registerAnew);
      await sweep((await permissions.getAll()).origins ?? []);
    },
  };
}
