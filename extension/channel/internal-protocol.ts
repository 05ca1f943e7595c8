/** What the extension's own parts say to each other, beside `core/protocol.ts`, to find and to leave each other. */

/** The ports: of a document's content script, of a DevTools, and of a panel that cannot hear content scripts itself. */
export const PAGE_PORT = 'livecollection:page';
export const INSPECTOR_PORT = 'livecollection:inspector';
export const LINES_PORT = 'livecollection:lines';

/** A document in a matching origin has begun; the background attaches to it when its tab is inspected, else answers false. */
export const ARRIVED = 'livecollection:arrived';

/** To the content script of a document, and on to its probe: restore everything and go. */
export const DETACH = 'livecollection:detach';

/**
 * To the probe of a document: a fresh line is wanted, so whoever read from it will say hello again. It answers `PRESENT`,
 * which it also says of itself when it comes.
 */
export const ASK = 'livecollection:ask';
export const PRESENT = 'livecollection:present';

/** Said by whoever wants a fresh line to every document of a tab. */
export interface AttachRequest {
  type: 'livecollection:attach';
  tabId: number;
}

export function isAttachRequest(message: unknown): message is AttachRequest {
  const request = message as Partial<AttachRequest> | null;
  return typeof request === 'object' && request?.type === 'livecollection:attach' && Number.isInteger(request.tabId);
}

/** From a background that has just begun, to every DevTools: say again what you inspect. */
export const WHO_INSPECTS = 'livecollection:who-inspects';

/** The background's answer to `Inspecting`: it is there. */
export const ALIVE = 'livecollection:alive';

/** What a port of DevTools says first, and again to keep the background awake. */
export interface Inspecting {
  tabId: number;
}

export function isInspecting(message: unknown): message is Inspecting {
  return typeof message === 'object' && message !== null && Number.isInteger((message as Inspecting).tabId);
}
