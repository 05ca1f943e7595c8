import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';
import { onTestFinished, vi } from 'vitest';

const CLIENT = fileURLToPath(new URL('../../devserver/todos/client/', import.meta.url));

/** Builds the demo as it is served, into a directory of its own. */
export async function buildDemo(): Promise<{ directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'todos-'));
  await build({ entryPoints: [join(CLIENT, 'index.ts')], bundle: true, outfile: join(directory, 'todos.js') });
  await copyFile(join(CLIENT, 'index.html'), join(directory, 'index.html'));
  await copyFile(fileURLToPath(import.meta.resolve('todomvc-app-css/index.css')), join(directory, 'index.css'));
  return { directory, remove: () => rm(directory, { recursive: true }) };
}

/** A window on the demo, and what somebody in front of it can see and do. */
export interface DemoPage {
  readonly window: JSDOM['window'];
  /** The titles in the list, of those rows that the filter shows. */
  titles(): string[];
  one(selector: string): HTMLElement;
  all(selector: string): HTMLElement[];
  isHidden(selector: string): boolean;
  click(selector: string): void;
  /** Types into a field and presses a key. */
  enter(selector: string, text: string, key?: string): void;
  /** Opens the row's title for editing, as a double click does. */
  edit(title: string): HTMLInputElement;
  /** Waits until `look` no longer throws. */
  until(look: () => void): Promise<void>;
}

/** Opens the demo in a window of its own, with the page's real scripts, XHR and websocket. */
export async function openDemo(url: string): Promise<DemoPage> {
  const { window } = await JSDOM.fromURL(url, {
    runScripts: 'dangerously',
    resources: 'usable',
    pretendToBeVisual: true,
  });
  onTestFinished(() => window.close());
  const { document } = window;
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
  const one = (selector: string) => {
    const element = document.querySelector<HTMLElement>(selector);
    if (!element) throw new Error(`There is no ${selector}.`);
    return element;
  };
  const field = (selector: string) => {
    const element = one(selector);
    if (!(element instanceof window.HTMLInputElement)) throw new Error(`${selector} is no field.`);
    return element;
  };
  const until = (look: () => void) => vi.waitFor(look, { timeout: 10_000, interval: 10 });
  await until(() => {
    if (!('app' in window)) throw new Error('The demo has not started.');
  });

  return {
    window,
    all,
    one,
    until,
    titles: () => all('.todo-list li:not(.hidden) label').map((label) => label.textContent ?? ''),
    isHidden: (selector) => one(selector).classList.contains('hidden'),
    click: (selector) => one(selector).click(),
    enter(selector, text, key = 'Enter') {
      const input = field(selector);
      input.value = text;
      input.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true }));
    },
    edit(title) {
      const label = all('.todo-list label').find(({ textContent }) => textContent === title);
      label?.dispatchEvent(new window.MouseEvent('dblclick', { bubbles: true }));
      return field('.editing .edit');
    },
  };
}
