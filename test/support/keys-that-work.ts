import { signOf } from '../../extension/panel/controls/shortcuts.ts';
import type { LiveDocument } from './browser.ts';

const PRINTABLE = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n));
const NAMED = 'ArrowUp ArrowDown ArrowLeft ArrowRight Home End PageUp PageDown Enter Delete Backspace Insert F2'.split(
  ' ',
);
/** Last: it takes away what the others act on. */
const KEYS = [...PRINTABLE, ...NAMED, 'Escape'];

/** Keys that something in the panel acts on, wherever the focus is, and that the sheet of keys does not have. */
export async function unlistedKeys(panel: LiveDocument): Promise<string[]> {
  const working = await panel.evaluate(keysThatWork, KEYS);
  // One of the keys was that of a sheet.
  await panel.waitFor(() => document.querySelector('dialog[open]') !== null);
  await panel.evaluate(() => {
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  });
  await panel.waitFor(() => document.querySelector('dialog') === null);
  await panel.press('?');
  await panel.waitFor(() => document.querySelector('dialog kbd') !== null);
  const listed = new Set(
    await panel.evaluate(() => [...document.querySelectorAll('dialog kbd')].map((kbd) => kbd.textContent)),
  );
  return working
    .filter(({ key, ctrl }) => !listed.has(ctrl ? `Ctrl ${signOf(key)}` : signOf(key)))
    .map((one) => JSON.stringify(one));
}

/** Runs in the page: presses every key on everything that can have the focus, and says which were taken. */
function keysThatWork(keys: readonly string[]): { where: string; key: string; ctrl: boolean }[] {
  const found: { where: string; key: string; ctrl: boolean }[] = [];
  const isTaken = (element: Element, key: string, ctrlKey: boolean) =>
    !element.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }));
  const elements = [...document.querySelectorAll<HTMLElement>('.app [tabindex], .app input[type=text]')];
  const everywhere = new Set<string>();
  for (const ctrl of [true, false])
    for (const key of keys)
      if (isTaken(document.body, key, ctrl)) {
        everywhere.add(`${ctrl} ${key}`);
        found.push({ where: 'everywhere', key, ctrl });
      }
  for (const element of elements)
    for (const key of keys)
      if (!everywhere.has(`false ${key}`) && isTaken(element, key, false))
        if (key === key.toLowerCase() || key.length > 1 || !isTaken(element, key.toLowerCase(), false))
          // A letter that does the same in both cases is listed once.
          found.push({ where: element.getAttribute('aria-label') ?? element.className, key, ctrl: false });
  return found;
}
