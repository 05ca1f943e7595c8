// @vitest-environment jsdom
import '../layout.ts';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../../extension/core/recording/replay.ts';
import { readSettings } from '../../../extension/core/settings.ts';
import { CHUNK_SIZE } from '../../../extension/core/trace/trace-chunk.ts';
import { readParts } from '../../../extension/panel/lazy-views.ts';
import { open } from '../open-panel.tsx';
import { story, todos, twice } from '../story.ts';

beforeAll(readParts);
afterEach(cleanup);

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Filter the events' });
const ask = (query: string) => fireEvent.input(field(), { target: { value: query } });
const count = () => document.querySelector('.filter-count')?.textContent;

/** Three messages about 7, and two about 8 between them. */
function five() {
  const told = story().tell(0, todos.load());
  for (const [n, id] of ['7', '8', '7', '8', '7'].entries())
    told.tell(40, todos.message(n + 1, { method: 'PUT', body: { id, title: `Title ${n}` }, id }));
  return told;
}

describe('saved filters', () => {
  const star = () => fireEvent.click(screen.getByRole('button', { name: 'Saved filters' }));
  const dialog = () => screen.findByRole('dialog', { name: 'Saved filters' });

  /** Opens the panel with a filter that is saved under a name. */
  async function withSaved(name: string, query: string) {
    const panel = open(twice());
    ask(query);
    star();
    fireEvent.click(within(await dialog()).getByRole('button', { name: 'Save the filter' }));
    const named = await within(await dialog()).findByRole<HTMLInputElement>('textbox', { name: 'Name of the filter' });
    expect(named.value).toBe(query);
    fireEvent.input(named, { target: { value: name } });
    fireEvent.keyDown(named, { key: 'Enter' });
    await within(await dialog()).findByRole('button', { name: `Rename ${name}` });
    return panel;
  }

  it('keep the one that holds, under a name, in the settings', async () => {
    const { settings, stored } = await withSaved('Twice', 'decision:ignored-duplicate');
    const kept = [{ name: 'Twice', query: 'decision:ignored-duplicate' }];
    expect(settings.current.value.savedFilters).toEqual(kept);
    expect(readSettings(stored() ?? null).savedFilters).toEqual(kept);
    const save = within(await dialog()).getByRole('button', { name: 'The filter is saved' });
    expect(save).toHaveProperty('disabled', true);
  });

  it('keep neither nothing nor what cannot be read', async () => {
    open(twice());
    star();
    const save = () => screen.getByRole('button', { name: 'Save the filter' });
    expect(save()).toHaveProperty('disabled', true);
    ask('decision:held (');
    await waitFor(() => expect(field().value).toBe('decision:held ('));
    expect(save()).toHaveProperty('disabled', true);
    ask('decision:held');
    await waitFor(() => expect(save()).toHaveProperty('disabled', false));
  });

  it('are applied by a click, which closes their window', async () => {
    const { rows } = await withSaved('Twice', 'decision:ignored-duplicate');
    ask('');
    await waitFor(() => expect(rows()).toHaveLength(3));
    fireEvent.click(within(await dialog()).getByRole('button', { name: 'Twice decision:ignored-duplicate' }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(field().value).toBe('decision:ignored-duplicate');
    expect(screen.queryByRole('dialog', { name: 'Saved filters' })).toBeNull();
  });

  it('are renamed, and keep their name by Escape or when it would be none', async () => {
    const { settings } = await withSaved('Twice', 'decision:ignored-duplicate');
    const rename = async (name: string, key: string) => {
      fireEvent.click(within(await dialog()).getByRole('button', { name: /^Rename / }));
      const named = await screen.findByRole('textbox', { name: 'Name of the filter' });
      fireEvent.input(named, { target: { value: name } });
      fireEvent.keyDown(named, { key });
      await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Name of the filter' })).toBeNull());
      return settings.current.value.savedFilters.map(({ name }) => name);
    };
    expect(await rename(' Came twice ', 'Enter')).toEqual(['Came twice']);
    expect(await rename('Never mind', 'Escape')).toEqual(['Came twice']);
    expect(await rename('   ', 'Enter')).toEqual(['Came twice']);
    expect(settings.current.value.savedFilters[0]?.query).toBe('decision:ignored-duplicate');
  });

  it('are deleted, each by its own button', async () => {
    const { settings, stored } = await withSaved('Twice', 'decision:ignored-duplicate');
    ask('decision:inserted');
    fireEvent.click(await within(await dialog()).findByRole('button', { name: 'Save the filter' }));
    fireEvent.keyDown(await screen.findByRole('textbox', { name: 'Name of the filter' }), { key: 'Enter' });
    fireEvent.click(await within(await dialog()).findByRole('button', { name: 'Delete Twice' }));
    const left = [{ name: 'decision:inserted', query: 'decision:inserted' }];
    await waitFor(() => expect(settings.current.value.savedFilters).toEqual(left));
    expect(readSettings(stored() ?? null).savedFilters).toEqual(left);
    expect(screen.queryByRole('button', { name: 'Delete Twice' })).toBeNull();
  });
});

describe('highlighting', () => {
  const button = () => screen.getByRole('button', { name: 'Highlight matches instead of hiding the rest' });
  const selected = (rows: HTMLElement[]) => rows.findIndex((row) => row.getAttribute('aria-selected') === 'true');

  /** The panel with the messages about 7 marked. */
  async function highlighted() {
    const panel = open(five());
    ask('id:7');
    await waitFor(() => expect(panel.rows()).toHaveLength(3));
    fireEvent.click(button());
    await waitFor(() => expect(panel.rows()).toHaveLength(6));
    return panel;
  }

  it('shows all rows, tells which match, is kept, and hides the others again', async () => {
    const { rows, settings } = await highlighted();
    expect(rows().map((row) => row.getAttribute('data-match'))).toEqual(['no', 'yes', 'no', 'yes', 'no', 'yes']);
    expect(button().getAttribute('aria-pressed')).toBe('true');
    expect(settings.current.value.filterMode).toBe('highlight');
    expect(count()).toBe('3 matches');
    fireEvent.click(button());
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(button().getAttribute('aria-pressed')).toBe('false');
  });

  it('goes to the next match by "n" and to the one before by "N", and around the ends', async () => {
    const { rows } = await highlighted();
    const press = async (key: string) => {
      const before = selected(rows());
      fireEvent.keyDown(document.body, { key, shiftKey: key === 'N' });
      await waitFor(() => expect(selected(rows())).not.toBe(before));
      return [selected(rows()), count()];
    };
    const follow = screen.getByRole('button', { name: 'Follow the newest event' });
    expect(follow.getAttribute('aria-pressed')).toBe('true');
    expect(await press('n')).toEqual([1, '1 of 3']);
    expect(follow.getAttribute('aria-pressed')).toBe('false');
    expect(await press('n')).toEqual([3, '2 of 3']);
    expect(await press('n')).toEqual([5, '3 of 3']);
    expect(await press('n')).toEqual([1, '1 of 3']);
    expect(await press('N')).toEqual([5, '3 of 3']);
    expect(await press('N')).toEqual([3, '2 of 3']);
  });

  it('goes on from a selected row that is no match, to the nearest in either direction', async () => {
    const { rows } = await highlighted();
    const from = async (row: number, label: string) => {
      fireEvent.mouseDown(rows()[row] ?? document.body, { button: 0 });
      await waitFor(() => expect(selected(rows())).toBe(row));
      fireEvent.click(screen.getByRole('button', { name: label }));
      await waitFor(() => expect(selected(rows())).not.toBe(row));
      return selected(rows());
    };
    expect(await from(2, 'Next match')).toBe(3);
    expect(await from(2, 'Previous match')).toBe(1);
    expect(await from(4, 'Next match')).toBe(5);
  });

  it('has nowhere to go where nothing matches', async () => {
    const { rows } = await highlighted();
    ask('id:9');
    await waitFor(() => expect(count()).toBe('0 matches'));
    expect(screen.getByRole('button', { name: 'Next match' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('button', { name: 'Previous match' })).toHaveProperty('disabled', true);
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(selected(rows())).toBe(-1);
  });
});

describe('a filter that takes long', () => {
  /** A clock by which every step takes as long as the filter's first turn may, and whose turns come when they are let. */
  function slowClock() {
    const waiting: (() => void)[] = [];
    let now = 0;
    const clock: Clock = {
      now: () => {
        now += 61;
        return now;
      },
      after(_ms, fn) {
        waiting.push(fn);
        return () => void waiting.splice(waiting.indexOf(fn), 1);
      },
    };
    return { clock, waiting, turn: () => waiting.shift()?.() };
  }

  function long() {
    const told = story().tell(0, todos.load());
    for (let n = 0; n < CHUNK_SIZE + 100; n += 1)
      told.tell(1, todos.received({ channel: '/api/todos', data: { title: n % 2 === 0 ? 'Milk' : 'Rent' } }));
    return told.events;
  }

  it('says how far it is, and goes back to the one before when it is cancelled', async () => {
    const { clock, waiting, turn } = slowClock();
    const { session } = open(story(), clock);
    session.open(long());
    ask('Milk');
    while (waiting.length > 0) turn();
    const before = session.rows.length;
    expect(before).toBe(CHUNK_SIZE / 2 + 50);

    ask('no such thing');
    const progress = await screen.findByRole('progressbar', { name: 'Filtering' });
    expect(Number(progress.getAttribute('value'))).toBeCloseTo(CHUNK_SIZE / (CHUNK_SIZE + 101), 5);
    expect(session.rows.length).toBe(before);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('progressbar', { name: 'Filtering' })).toBeNull());
    expect(waiting).toEqual([]);
    expect(field().value).toBe('Milk');
    expect(session.rows.length).toBe(before);
  });
});
