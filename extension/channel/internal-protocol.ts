/** What the extension's own parts say to each other, beside `core/protocol.ts`, to find and to leave each other. */

/** The ports: of a document's content script, of a DevTools, and of a panel that cannot reach content scripts itself. */
export const PAGE_PORT = 'livecollection:page';
export const INSPECTOR_PORT = 'livecollection:inspector';
export const LINES_PORT = 'livecollection:lines';

/**
 * A document tells the background that it is there: when it begins, and when it is asked by `REVIEW`.
 * The background answers with a `Verdict`.
 */
export interface Arrival {
  type: 'livecollection:arrival';
  /** What decides which site's the document is: its URL, or that of the document it was made by. */
  url: string;
}

export function isArrival(message: unknown): message is Arrival {
  const arrival = message as Partial<Arrival> | null;
  return typeof arrival === 'object' && arrival?.type === 'livecollection:arrival' && typeof arrival.url === 'string';
}

/**
 * What is to become of the extension's scripts in a document.
 *
 *   inspected   its tab is inspected: it is attached to
 *   kept        it is not, but its user wants the probe "always here"
 *   gone        neither: no script of the extension may stay
 */
export type DocumentVerdict = 'inspected' | 'kept' | 'gone';

/** To the content scripts of a tab: something has changed, so ask again what is to become of you. */
export const REVIEW = 'livecollection:review';

/** The entry of `Server-Timing` that documents of inspected tabs have; see `page/inspected.ts`. */
export const HEADER_NAME = 'livecollection-inspected';

/** How the reason begins by which a probe says that it could not begin in a document. */
export const PROBE_FAILED = 'livecollection:probe-failed ';

/** To the probe of a document: restore everything and go. */
export const DETACH = 'livecollection:detach';

/**
 * To the probe of a document: a fresh line is wanted, so its reader will say hello again. It answers `PRESENT`,
 * which it also says of itself when it comes.
 */
export const ASK = 'livecollection:ask';
export const PRESENT = 'livecollection:present';

/**
 * From a probe to its bridge: call back in so many ms, `WAKE` and `ms id`; the answer is `WAKE` and the id. And: when did this
 * document begin? The answer, before the question returns, is `ORIGIN` and its time origin, ms since the epoch.
 */
export const WAKE = 'livecollection:wake ';
export const ORIGIN = 'livecollection:origin ';

/**
 * Said by a document to the panels that can reach it themselves: the ones that inspect its tab open a fresh line to it.
 * A port that it opened itself would end in the background as well, which then hears, and pays for, every batch.
 */
export const LINE_WANTED = 'livecollection:line-wanted';

/** Asks every document of a tab for a fresh line. */
export interface AttachRequest {
  type: 'livecollection:attach';
  tabId: number;
}

export function isAttachRequest(message: unknown): message is AttachRequest {
  const request = message as Partial<AttachRequest> | null;
  return typeof request === 'object' && request?.type === 'livecollection:attach' && Number.isInteger(request.tabId);
}

/** Asked by a panel that begins a replay into the page: bring every document of it what acts one out. */
export interface StageRequest {
  type: 'livecollection:stage';
  tabId: number;
}

export function isStageRequest(message: unknown): message is StageRequest {
  const request = message as Partial<StageRequest> | null;
  return typeof request === 'object' && request?.type === 'livecollection:stage' && Number.isInteger(request.tabId);
}

/** Asked by a panel: may the extension read documents of this URL? Answered with a boolean. */
export interface AccessQuestion {
  type: 'livecollection:access';
  url: string;
}

export function isAccessQuestion(message: unknown): message is AccessQuestion {
  const question = message as Partial<AccessQuestion> | null;
  return typeof question === 'object' && question?.type === 'livecollection:access' && typeof question.url === 'string';
}

/** Asked by a panel, which cannot do it itself in every browser: load the page again. */
export interface ReloadRequest {
  type: 'livecollection:reload';
  tabId: number;
}

export function isReloadRequest(message: unknown): message is ReloadRequest {
  const request = message as Partial<ReloadRequest> | null;
  return typeof request === 'object' && request?.type === 'livecollection:reload' && Number.isInteger(request.tabId);
}

/** Asked by a panel: show the page on which permissions are given and taken back, for a site or for all. */
export interface PermissionPageRequest {
  type: 'livecollection:permission-page';
  site: string;
}

export function isPermissionPageRequest(message: unknown): message is PermissionPageRequest {
  const request = message as Partial<PermissionPageRequest> | null;
  return (
    typeof request === 'object' &&
    request?.type === 'livecollection:permission-page' &&
    typeof request.site === 'string'
  );
}

/** Asked by the permission page: have the probe on a site always, or no longer. */
export interface AlwaysRequest {
  type: 'livecollection:always';
  site: string;
  on: boolean;
}

export function isAlwaysRequest(message: unknown): message is AlwaysRequest {
  const request = message as Partial<AlwaysRequest> | null;
  return (
    typeof request === 'object' &&
    request?.type === 'livecollection:always' &&
    typeof request.site === 'string' &&
    typeof request.on === 'boolean'
  );
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
