import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { browserNames, type LiveBrowser } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { type Situation, saying, situations, visitSituation, withPlaces } from '../support/situations.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

describe.each(browserNames)('a panel that has nothing to show in %s', (name) => {
  let server: App;
  let browser: LiveBrowser;
  let demo: string;

  beforeAll(async () => {
    server = await createApp({ assets: built('devserver/todos'), hosts: ['todo.test'] });
    demo = (await server.listen(0)).url;
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const visit = (situation: Situation) =>
    withPlaces(demo, (places) =>
      visitSituation(browser, situation, places, async (panel) => {
        const offered = await panel.evaluate(() =>
          [...document.querySelectorAll('.empty button, .late-notice button.action')].map(
            ({ textContent }) => textContent,
          ),
        );
        expect(
          offered.some((label) => label?.startsWith(situation.next)),
          offered.join(', '),
        ).toBe(true);
        if (situation.after === undefined) return;
        await panel.evaluate((next: string) => {
          const buttons = document.querySelectorAll<HTMLElement>('.empty button, .late-notice button.action');
          for (const button of buttons) if (button.textContent?.startsWith(next)) button.click();
        }, situation.next);
        await saying(panel, situation.after);
      }),
    );

  it.each(situations)('says why and what to do next: $name', visit);
});
