// @vitest-environment jsdom
import './layout.ts';
import { cleanup, createEvent, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { relaySearches } from '../../extension/panel/filter/devtools-search.ts';
import { readParts } from '../../extension/panel/lazy-views.ts';
import { open } from './open-panel.tsx';
import { story, todos } from './story.ts';

beforeAll(readParts);
afterEach(cleanup);

/** What bubbles up to the document: there the browser's extension API listens, and forwards keys to DevTools. */
function reachesDevtools(on: Element, key: string, more: object = {}): boolean {
  const listener = vi.fn();
  document.addEventListener('keydown', listener);
  fireEvent(on, createEvent.keyDown(on, { key, ...more }));
  document.removeEventListener('keydown', listener);
  return listener.mock.calls.length > 0;
}

const heard = () => story().tell(1, todos.received({ channel: '/api/todos', data: { method: 'PUT', body: { n: 1 } } }));

describe('a key that the panel handles', () => {
  it('does not reach DevTools: Esc in the list, details and sheets, Ctrl+F anywhere', async () => {
    const { grid } = open(heard());
    const details = () => screen.queryByRole('region', { name: 'Details' });
    for (const from of [() => grid, () => details() ?? grid]) {
      expect(reachesDevtools(grid, 'End')).toBe(false);
      await waitFor(() => expect(details()).not.toBeNull());
      expect(reachesDevtools(from(), 'Escape')).toBe(false);
      await waitFor(() => expect(details()).toBeNull());
    }
    for (const key of [',', '?']) {
      expect(reachesDevtools(document.body, key)).toBe(false);
      const sheet = await screen.findByRole('dialog');
      expect(reachesDevtools(sheet, 'Escape')).toBe(false);
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    }
    expect(reachesDevtools(document.body, 'f', { ctrlKey: true })).toBe(false);
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Filter the events' }));
  });

  it('leaves alone what it does not handle: Esc where nothing is open', () => {
    const { grid } = open(heard());
    expect(reachesDevtools(grid, 'Escape')).toBe(true);
    expect(reachesDevtools(document.body, 'F8')).toBe(true);
  });
});

describe('DevTools’ own find bar', () => {
  it('filters by the text as it stands, steps through what matches, and lets go of the filter when it is closed', async () => {
    const { session } = open(heard());
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Filter the events' });
    let search: (action: string, query?: string) => void = () => {};
    relaySearches({
      onShown: { addListener: (listener) => listener(window) },
      onSearch: {
        addListener(listener) {
          search = listener;
        },
      },
    });
    search('performSearch', 'is:"n');
    await waitFor(() => expect(field.value).toBe('"is:\\"n"'));
    expect(session.rows.length).toBe(0);
    search('cancelSearch');
    await waitFor(() => expect(field.value).toBe(''));
    search('performSearch', 'PUT');
    search('nextSearchResult');
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Details' })).not.toBeNull());
  });
});
