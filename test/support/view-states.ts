import type { InspectorPage, InspectorSite } from './inspector-page.ts';
import { importRecording } from './panel-driver.ts';

/** What can be open over a view, and how it is opened; Escape closes it. */
const OPENED: readonly { what: string; open(page: InspectorPage): Promise<void>; seen: string }[] = [
  { what: 'the keys', open: (page) => page.press('?'), seen: 'dialog[open] kbd' },
  { what: 'the settings', open: (page) => page.press(','), seen: 'dialog[open] .settings' },
  {
    what: 'the saved filters',
    open: (page) => page.click('[aria-label="Saved filters"] > button'),
    seen: '.saved-filters',
  },
  {
    what: 'the help of the filter',
    open: (page) => page.click('[aria-label="What a filter can ask"] > button'),
    seen: '.filter-help',
  },
  { what: 'completions', open: (page) => page.type('[role=combobox]', 'la'), seen: '.completion' },
  {
    what: 'a query that cannot be read',
    open: (page) => page.type('[role=combobox]', 'status:>>x'),
    seen: '.filter-error',
  },
];

/** Opens the inspector on one view, without anything in it. */
export async function openView(site: InspectorSite, label: string): Promise<InspectorPage> {
  const page = await site.open();
  await page.waitFor(() => document.querySelector('.bar [role=tab]') !== null);
  await page.evaluate((wanted: string) => {
    for (const tab of document.querySelectorAll<HTMLElement>('.bar [role=tab]'))
      if (tab.textContent?.trim() === wanted) tab.click();
  }, label);
  await page.waitFor(
    (wanted: string) => document.querySelector('.bar [role=tab][aria-selected=true]')?.textContent?.trim() === wanted,
    label,
  );
  return page;
}

export async function fill(page: InspectorPage, recording: string): Promise<void> {
  await importRecording(page, 'todos.json', recording);
  await page.waitFor(() => /^[1-9]/.test(document.querySelector('.status-count')?.textContent ?? ''));
}

/** Selects a message with a verdict, by the only way that every view has: the list. */
export async function select(page: InspectorPage, label: string): Promise<void> {
  await page.click('.bar [role=tab][title^="List"]');
  await page.click('tbody tr:has([data-family="matched"])');
  await page.waitFor(() => document.querySelector('.detail') !== null);
  await page.click(`.bar [role=tab][title^="${label}"]`);
}

async function close(page: InspectorPage, seen: string): Promise<void> {
  await page.press('Escape');
  await page.press('Escape');
  await page.waitFor((selector: string) => document.querySelector(selector) === null, seen);
}

/** @param within selects what is new in this state */
export type Visit = (page: InspectorPage, state: string, within: string) => Promise<void>;

/** Leads through everything that can be seen of a view. */
export async function visitEveryState(
  site: InspectorSite,
  recording: string,
  label: string,
  visit: Visit,
): Promise<void> {
  const page = await openView(site, label);
  await visit(page, 'empty', 'html');
  await fill(page, recording);
  await visit(page, 'full', 'html');
  await select(page, label);
  await visit(page, 'with details', 'html');
  for (const { what, open, seen } of OPENED) {
    await open(page);
    await page.waitFor((selector: string) => document.querySelector(selector) !== null, seen);
    await visit(page, `with ${what}`, 'dialog[open], .filter-tools');
    await close(page, seen);
  }
  await page.close();
}
