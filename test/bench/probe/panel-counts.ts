import type { PanelHandle } from '../../support/browser.ts';

/** What the panel's status line says. */
export interface Counted {
  events: number;
  /** Whatever is wrong: lost, forgotten, rejected. '' when nothing is. */
  trouble: string;
  /** When it said so, ms since the epoch. */
  at: number;
}

/** Waits until the panel has at least so many events; looks once a picture. */
export function untilCounted(panel: PanelHandle, atLeast: number): Promise<Counted> {
  return panel.evaluate(
    (atLeast: number) =>
      new Promise<Counted>((resolve, reject) => {
        const text = (selector: string) =>
          [...document.querySelectorAll(selector)].map(({ textContent }) => textContent).join(', ');
        const deadline = performance.now() + 25_000;
        const look = () => {
          const events = Number.parseInt(text('.status-count').replaceAll(',', ''), 10);
          const counted = { events, trouble: text('.status-trouble'), at: performance.timeOrigin + performance.now() };
          if (events >= atLeast) resolve(counted);
          else if (performance.now() > deadline) reject(new Error(`the panel stopped at ${JSON.stringify(counted)}`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    atLeast,
  );
}

/** Waits until the panel hears the page. One that DevTools does not hear loads itself again (`panel/when-heard.ts`). */
export async function untilHeard(panel: PanelHandle): Promise<void> {
  await panel.waitFor(() => Number.parseInt(document.querySelector('.status-count')?.textContent ?? '', 10) > 0);
}
