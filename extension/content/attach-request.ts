/** Where, in the extension's own world, the bridge of a document leaves what has it attach again. Says whether a probe heard it. */
export const ATTACH = 'livecollection:attach';
/** Where the background's wish waits for the content script. */
const WANTED = 'livecollection:wanted';
const world = globalThis as { [ATTACH]?: () => boolean; [WANTED]?: boolean };

/** What runs in a document before the other scripts of the extension, and what it is given there: to come a second time costs a page more. */
export const attachHere = { func: attachIfThere, args: [ATTACH, WANTED] };

/**
 * Has the bridge that is in this document attach, or wishes for one: the content script is to be executed next. It is
 * injected as its source, so it knows nothing but what it is given.
 * @returns whether bridge and probe are there, and stay
 */
function attachIfThere(attach: typeof ATTACH, wanted: typeof WANTED): boolean {
  const here = globalThis as typeof world;
  const isThere = here[attach]?.() === true && attach in here;
  if (!isThere) here[wanted] = true;
  return isThere;
}

/** Was it wished for? Once. */
export function takeWanted(): boolean {
  const wanted = world[WANTED] === true;
  delete world[WANTED];
  return wanted;
}
