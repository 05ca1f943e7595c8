import type { LiveDocument } from './browser.ts';

/**
 * What is wrong with how a document is laid out, a line each: it scrolls sideways as a whole, a control is beyond its
 * edge, under another, or cut off (WCAG 1.4.10). Lists and timelines may scroll within themselves. What a dialog makes
 * inert is not looked at, nor what lies under something that floats until it is closed.
 */
export function crowding(page: LiveDocument): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    const floating = '.popover, .popover-ground, .filter-drop, .lanes-tooltip';
    const root = document.querySelector('dialog[open]') ?? document.body;
    const { clientWidth: width } = document.documentElement;
    const nameOf = (element: Element) => {
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? '';
      return `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${name}”`;
    };
    /** To the eyes, not only to a screen reader. */
    const isShown = (element: Element) => {
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      for (let at: Element | null = element; at; at = at.parentElement)
        if (getComputedStyle(at).clipPath !== 'none') return false;
      return true;
    };
    /** The ancestors that scroll: what is out of their sight can be brought there. */
    const scrollers = (element: Element): Element[] => {
      const found: Element[] = [];
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
        if (/auto|scroll/.test(getComputedStyle(at).overflow)) found.push(at);
      return found;
    };
    const controls = [...root.querySelectorAll('button, input, select, textarea, summary, a, [tabindex]')].filter(
      (element) => isShown(element) && !(element instanceof HTMLInputElement && element.type === 'file'),
    );

    if (document.scrollingElement && document.scrollingElement.scrollWidth > width)
      wrong.push(`the page is ${document.scrollingElement.scrollWidth} pixels wide`);

    for (const element of root.querySelectorAll('*')) {
      if (!isShown(element) || element.closest('svg, canvas')) continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      if (isCut && overflowX !== 'auto' && overflowX !== 'scroll' && textOverflow !== 'ellipsis') {
        const isOfControls = element.matches('button, .bar, .bar *, .sheet *, .popover *, .empty, .empty *, header');
        if (isOfControls) wrong.push(`${nameOf(element)} is cut off: ${element.scrollWidth} in ${element.clientWidth}`);
      }
    }

    for (const float of root.querySelectorAll('.popover, .filter-drop')) {
      const { left, right } = float.getBoundingClientRect();
      if (left < 0 || right > width) wrong.push(`${nameOf(float)} is beyond the edge`);
    }
    for (const control of controls) {
      const box = control.getBoundingClientRect();
      const around = scrollers(control).map((scroller) => scroller.getBoundingClientRect());
      const isInSight = around.every(
        ({ top, bottom, left, right }) =>
          box.top >= top && box.bottom <= bottom && box.left >= left && box.right <= right,
      );
      if (around.length === 0 && (box.left < -0.5 || box.right > width + 0.5))
        wrong.push(`${nameOf(control)} is beyond the edge`);
      if (!isInSight || box.bottom > innerHeight || !control.matches('button, input, select, summary')) continue;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (top && !top.closest(floating) && !control.contains(top) && !top.contains(control))
        wrong.push(`${nameOf(control)} is under ${nameOf(top)}`);
    }
    return wrong;
  });
}
