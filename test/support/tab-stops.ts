import type { InspectorPage } from './inspector-page.ts';

export interface TabStops {
  /** What the focus comes to, in order. */
  stops: string[];
  /** Stops that do not show the focus, have it under something else, or come before what stands left or above them. */
  wrong: string[];
}

interface Stop {
  name: string;
  box: DOMRect;
  /** Of the bar it stands in, from the top; -1 in none. */
  bar: number;
  isOutlined: boolean;
  /** What it has the focus under. */
  obscured: string | undefined;
  look: string;
}

/** Numbers the elements that had the focus. */
const MARK = 'data-stop';
const MOST = 120;

/** Goes through the page with the Tab key, from its beginning until the focus leaves it or comes round. */
export async function tabStops(page: InspectorPage): Promise<TabStops> {
  const stops: Stop[] = [];
  await page.evaluate(() => {
    const still = document.createElement('style');
    still.textContent = '* { caret-color: transparent !important; transition: none !important }';
    document.head.append(still);
    // The focus goes on from where it was last, be that gone.
    const beginning = document.createElement('span');
    beginning.tabIndex = -1;
    document.body.prepend(beginning);
    beginning.focus();
    beginning.remove();
  });
  while (stops.length < MOST) {
    await page.press('Tab');
    const stop = await page.evaluate(stopInFocus, MARK, stops.length);
    if (!stop) break;
    stops.push({ ...stop, look: stop.isOutlined ? '' : await page.picture(`[${MARK}="${stops.length}"]`) });
  }
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const wrong: string[] = [];
  for (const [n, { name, bar, box, isOutlined, look, obscured }] of stops.entries()) {
    if (!isOutlined && look === (await page.picture(`[${MARK}="${n}"]`)))
      wrong.push(`${name} does not show that it has the focus`);
    if (obscured !== undefined) wrong.push(`${name} has the focus under ${obscured}`);
    const before = stops[n - 1];
    if (!before || bar < 0 || before.bar < 0) continue;
    const isInOrder =
      bar === before.bar ? box.top >= before.box.bottom - 2 || box.left >= before.box.left : bar > before.bar;
    if (!isInOrder) wrong.push(`${name} comes after ${before.name}`);
  }
  return { stops: stops.map(({ name }) => name), wrong };
}

/** Runs in the page. Nothing when the focus is nowhere, or where it was before. */
function stopInFocus(mark: string, n: number): Omit<Stop, 'look'> | undefined {
  const element = document.activeElement;
  if (!element || element === document.body || element.hasAttribute(mark)) return undefined;
  element.setAttribute(mark, String(n));
  const box = element.getBoundingClientRect();
  const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const text = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 30);
  const bar = element.closest('.bar');
  return {
    name: `${element.tagName.toLowerCase()} “${text}”`,
    box: box.toJSON(),
    bar: bar ? [...document.querySelectorAll('.bar')].indexOf(bar) : -1,
    isOutlined: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    obscured: over && !element.contains(over) && !over.contains(element) ? over.outerHTML.slice(0, 80) : undefined,
  };
}
