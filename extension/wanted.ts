/** Where, in the extension's own world, the background's wish waits for the content script. */
const WANTED = 'livecollection:wanted';
const world = globalThis as { [WANTED]?: boolean };

/** The background wants the content script to attach: said right before it is executed. */
export function setWanted(): void {
  world[WANTED] = true;
}

/** Was it said? Once. */
export function takeWanted(): boolean {
  const wanted = world[WANTED] === true;
  delete world[WANTED];
  return wanted;
}
