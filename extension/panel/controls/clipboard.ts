/**
 * Puts text on the clipboard; false when the browser refused.
 *
 * `navigator.clipboard` comes second: a DevTools panel is a frame to which DevTools grants no `clipboard-write`, while the
 * old command works there within a click.
 */
export async function copyText(text: string, document: Document = globalThis.document): Promise<boolean> {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (done) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
