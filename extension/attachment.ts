import type { Browser, Runtime, Scripting } from 'webextension-polyfill';
import { DETACH, WHO_INSPECTS } from './channel/internal-protocol.ts';

/** Registered scripts run in every tab of their origins; see `page/inspected.ts` for what the probe does in the others. */
const scripts = [
  { id: 'probe', js: ['probe.js'], world: 'MAIN' },
  { id: 'arrival', js: ['arrival.js'], world: 'ISOLATED' },
] as const;

/** Which tabs are inspected, and that we are in their documents and in no others. */
export interface Attachment {
  /** `inspector`, a DevTools, inspects this tab; said again it changes nothing. */
  inspect(inspector: object, tabId: number): void;
  /** It was closed. With the last one of a tab we leave the tab; with the last of all, nothing is injected any more. */
  leave(inspector: object): void;
  /** A new document asks. Resolves to whether its tab is inspected, and then it is attached to. */
  arrived(sender: Runtime.MessageSender): Promise<boolean>;
  /**
   * Puts bridge and probe into loaded documents, or has those that are there open a fresh line.
   * Rejects when the browser does not let us in, in its words.
   */
  attach(target: Scripting.InjectionTarget): Promise<void>;
}

export function createAttachment({
  runtime,
  scripting,
  tabs,
}: Pick<Browser, 'runtime' | 'scripting' | 'tabs'>): Attachment {
  const inspected = new Map<object, number>();
  const isInspected = (tabId: number) => [...inspected.values()].includes(tabId);
  let firstInspector = () => {};
  /**
   * Scripts that are registered before anybody inspects were registered by a predecessor, which was shut down with its
   * inspectors: they are about to come back, and until one does it is not known whose documents arrive.
   */
  const known = scripting.getRegisteredContentScripts().then((left) => {
    if (left.length === 0 || inspected.size > 0) return undefined;
    const back = new Promise<void>((resolve) => {
      firstInspector = resolve;
    });
    // A killed predecessor may not have been missed yet. Where nobody can hear this, their ports have broken by themselves.
    runtime.sendMessage(WHO_INSPECTS).catch(() => {});
    return back;
  });

  /** Registering, attaching and detaching do not overtake each other. */
  let queue: Promise<unknown> = Promise.resolve();
  function inOrder(task: () => Promise<unknown>): void {
    queue = queue.then(task).catch((error) => console.info(String(error)));
  }

  async function register(): Promise<void> {
    const there = (await scripting.getRegisteredContentScripts()).map(({ id }) => id);
    const matches = runtime.getManifest().host_permissions ?? [];
    const missing = scripts.filter(({ id }) => !there.includes(id));
    if (missing.length === 0) return;
    await scripting.registerContentScripts(
      missing.map(({ id, js, world }) => ({
        id,
        js: [...js],
        world,
        matches,
        allFrames: true,
        matchOriginAsFallback: true,
        runAt: 'document_start' as const,
        persistAcrossSessions: false,
      })),
    );
  }

  async function attach(target: Scripting.InjectionTarget): Promise<void> {
    await scripting.executeScript({ target, files: ['content.js'], injectImmediately: true });
    await scripting.executeScript({ target, files: ['probe.js'], world: 'MAIN', injectImmediately: true });
  }

  return {
    attach,
    inspect(inspector, tabId) {
      if (inspected.get(inspector) === tabId) return;
      inspected.set(inspector, tabId);
      firstInspector();
      inOrder(register);
      inOrder(() => attach({ tabId, allFrames: true }));
    },
    leave(inspector) {
      const tabId = inspected.get(inspector);
      if (tabId === undefined) return;
      inspected.delete(inspector);
      if (isInspected(tabId)) return;
      // Looked at again when it is their turn: somebody may have come in the meantime.
      inOrder(async () => {
        if (!isInspected(tabId)) await tabs.sendMessage(tabId, DETACH);
      });
      inOrder(async () => {
        if (inspected.size === 0) await scripting.unregisterContentScripts({ ids: scripts.map(({ id }) => id) });
      });
    },
    async arrived({ tab, frameId }) {
      await known;
      if (tab?.id === undefined || !isInspected(tab.id)) return false;
      await attach({ tabId: tab.id, frameIds: [frameId ?? 0] });
      return true;
    },
  };
}
