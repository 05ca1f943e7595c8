// @vitest-environment jsdom
import './layout.ts';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../extension/core/protocol/events.ts';
import { write } from '../../extension/core/recording/recording.ts';
import { readParts } from '../../extension/panel/lazy-views.ts';
import { open } from './open-panel.tsx';
import { story, todos, todosStory, twice } from './story.ts';

beforeAll(readParts);
afterEach(cleanup);

describe('the list', () => {
  it('shows one row for a message, its receipt and the decision about it', () => {
    const { rows } = open(twice());
    expect(rows()).toHaveLength(3);
    expect(rows()[1]?.textContent).toContain('/api/todosPOST8{title: "Rent"} seq 5 · v 1inserted');
    expect(rows()[2]?.textContent).toContain('ignored-duplicate');
  });

  it('shows a load and a loss as bands across all columns', () => {
    const { rows } = open(story().tell(0, todos.load()).lose(3).tell(9, todos.added(0)));
    expect(rows()[0]?.textContent).toContain('load http://127.0.0.1:3000/');
    expect(rows()[1]?.textContent).toContain('three events lost');
  });

  it('numbers its rows for a screen reader, though only some are drawn', () => {
    const { grid, rows } = open(todosStory());
    const count = Number(grid.getAttribute('aria-rowcount'));
    expect(rows().length).toBeLessThan(count);
    expect(rows()[0]?.getAttribute('aria-rowindex')).toBe('2');
  });

  it('selects by keyboard and tells which row is active', async () => {
    const { grid, rows } = open(twice());
    fireEvent.keyDown(grid, { key: 'End' });
    await waitFor(() => expect(rows()[2]?.getAttribute('aria-selected')).toBe('true'));
    expect(grid.getAttribute('aria-activedescendant')).toBe(rows()[2]?.id);
    fireEvent.keyDown(grid, { key: 'ArrowUp' });
    await waitFor(() => expect(rows()[1]?.getAttribute('aria-selected')).toBe('true'));
    fireEvent.keyDown(grid, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Details' })).toBeNull());
  });

  it('marks the other rows about the selected document', async () => {
    const { rows, rowWith } = open(twice());
    fireEvent.mouseDown(rowWith('ignored-duplicate'), { button: 0 });
    await waitFor(() => expect(rows()[1]?.getAttribute('data-relation')).toBe('same'));
  });

  it('shows events as they come', async () => {
    const { session, rows } = open(twice());
    session.receive(story('d2').tell(5_000, todos.added(0)).batch());
    await waitFor(() => expect(rows()).toHaveLength(4));
  });
});

describe('the details', () => {
  it('begin with why, in one plain sentence', async () => {
    const { rowWith } = open(todosStory());
    fireEvent.mouseDown(rowWith('held'), { button: 0 });
    const details = await screen.findByRole('tabpanel', { name: 'Decision' });
    expect(details.textContent).toContain(
      'Held 48 ms: one create was in flight, #12. The response to #12 brought id 7, so this message was its echo, and made no second model.',
    );
  });

  it('link the request to its response and back', async () => {
    const { rowWith } = open(todosStory());
    fireEvent.mouseDown(rowWith('matched-own-create'), { button: 0 });
    const story = await screen.findByRole('list', { name: 'Story' });
    fireEvent.click(within(story).getByRole('button', { name: 'create' }));
    await waitFor(() => expect(rowWith('{title: "Buy milk"').getAttribute('aria-selected')).toBe('true'));
    fireEvent.click(await screen.findByRole('button', { name: 'create ok 201' }));
    await waitFor(() => expect(rowWith('ok 201').getAttribute('aria-selected')).toBe('true'));
  });

  it('stay at their tab while rows are gone through', async () => {
    const { rowWith } = open(twice());
    fireEvent.mouseDown(rowWith('inserted'), { button: 0 });
    fireEvent.click(await screen.findByRole('tab', { name: 'Message' }));
    fireEvent.mouseDown(rowWith('ignored-duplicate'), { button: 0 });
    await waitFor(() => expect(rowWith('ignored-duplicate').getAttribute('aria-selected')).toBe('true'));
    expect(screen.getByRole('tab', { name: 'Message' }).getAttribute('aria-selected')).toBe('true');
  });
});

describe('the filter', () => {
  it('holds rows back, says how many are left, and lets go by Escape', async () => {
    const { rows } = open(twice());
    const field = screen.getByRole('combobox', { name: 'Filter the events' });
    fireEvent.input(field, { target: { value: 'ignored-dup' } });
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(screen.getByText('1 of 7')).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(rows()).toHaveLength(3));
  });

  it('says so when nothing matches, and offers the way out', async () => {
    const { rows } = open(twice());
    fireEvent.input(screen.getByRole('combobox', { name: 'Filter the events' }), {
      target: { value: 'no such thing' },
    });
    await screen.findByText('Nothing matches the filter');
    const empty = screen.getByText('Nothing matches the filter').parentElement;
    fireEvent.click(within(empty ?? document.body).getByRole('button', { name: 'Clear the filter' }));
    await waitFor(() => expect(rows()).toHaveLength(3));
  });

  it('finds nothing wrong with a word that can still be completed', async () => {
    open(twice());
    const field = screen.getByRole('combobox', { name: 'Filter the events' });
    fireEvent.input(field, { target: { value: 'decision:' } });
    expect(await screen.findAllByRole('option')).not.toHaveLength(0);
    expect(field.getAttribute('aria-invalid')).toBe('false');
    fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  });

  it('takes the focus by "/" and by Ctrl+F', () => {
    open(twice());
    const field = screen.getByRole('combobox', { name: 'Filter the events' });
    fireEvent.keyDown(document.body, { key: '/' });
    expect(document.activeElement).toBe(field);
    field.blur();
    fireEvent.keyDown(document.body, { key: 'f', ctrlKey: true });
    expect(document.activeElement).toBe(field);
  });
});

describe('the toolbar', () => {
  it('asks the page to stop and to go on recording', () => {
    const { commands } = open(twice());
    fireEvent.click(screen.getByRole('button', { name: 'Pause recording' }));
    expect(commands).toEqual([{ type: 'record', on: false }]);
  });

  it('clears the rows and says what to do next', async () => {
    const { session } = open(twice());
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await screen.findByText('Nothing since it was cleared');
    expect(session.rows.length).toBe(0);
  });

  it('says that nothing live was met, where only the page reported itself', async () => {
    const { session } = open(story().tell(0, todos.load()));
    await screen.findByText('No live collection yet');
    session.receive(todosStory().batch());
    await waitFor(() => expect(screen.queryByText('No live collection yet')).toBeNull());
  });

  it('says why there is nothing to see without a page', async () => {
    const { connection } = open();
    connection.value = 'connecting';
    await waitFor(() => expect(screen.getAllByText('Waiting for the page')).not.toHaveLength(0));
    connection.value = 'refused';
    await waitFor(() => expect(screen.getAllByText('No access to this page')).not.toHaveLength(0));
  });
});

describe('the keys', () => {
  it('are told by a sheet that "?" opens, and do what it says', async () => {
    const { commands } = open(twice());
    fireEvent.keyDown(document.body, { key: '?' });
    expect(within(await screen.findByRole('dialog', { name: 'Keys' })).getByText('Record or pause')).toBeTruthy();
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'r' });
    expect(commands).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    fireEvent.keyDown(document.body, { key: 'r' });
    expect(commands).toEqual([{ type: 'record', on: false }]);
  });

  it('stay letters where text is typed', () => {
    const { commands } = open(twice());
    fireEvent.keyDown(screen.getByRole('combobox', { name: 'Filter the events' }), { key: 'r' });
    expect(commands).toEqual([]);
  });
});

describe('the settings', () => {
  it('are changed in their sheet and kept', async () => {
    const { settings, stored } = open(twice());
    fireEvent.keyDown(document.body, { key: ',' });
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('checkbox', { name: /^Record call stacks/ }));
    expect(settings.current.value.stacks).toBe(true);
    expect(stored()).toContain('"stacks":true');
  });
});

describe('a recording', () => {
  it('is exported, imported paused, read, and played into the page step by step', async () => {
    const first = open(todosStory());
    fireEvent.click(screen.getByRole('button', { name: 'Export a recording…' }));
    await waitFor(() => expect(first.saved).toHaveLength(1));
    const [saved] = first.saved;
    expect(saved?.name).toMatch(/^127\.0\.0\.1-3000-\d{4}-.*\.json$/);
    cleanup();

    const { importFile, rowWith, commands, session } = open(todosStory());
    importFile('todos.json', (await saved?.file.text()) ?? '');
    await screen.findByRole('region', { name: 'Replay' });
    await waitFor(() => rowWith('load'));
    expect(commands).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Step: play the next input' }));
    await waitFor(() => expect(screen.getByText(/^1 of \d+ · paused$/)).toBeTruthy());
    expect(commands[0]?.type).toBe('stage/restore');
    expect(session.rows.length).toBe(0);
    fireEvent.click(screen.getByRole('button', { name: /^Stop the replay/ }));
    expect(commands.at(-1)).toEqual({ type: 'stage/end' });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Replay' })).toBeNull());
  });

  const recorded = (...events: readonly object[]) =>
    JSON.stringify({
      format: 'livecollection-recording',
      version: 1,
      createdAt: '2026-02-14T09:41:07Z',
      page: '',
      browser: '',
      events,
    });

  it('says before it begins that nothing of it can be played into this page, and why', async () => {
    const { importFile, commands } = open(story());
    importFile('todos.json', recorded(...todosStory().events));
    const bar = await screen.findByRole('region', { name: 'Replay' });
    await waitFor(() =>
      expect(bar.textContent).toContain(
        'Nothing to play into: no LiveCollection on /api/todos was found in this page.',
      ),
    );
    const play = within(bar).getByRole('button', { name: 'Play into the page' });
    expect(play).toHaveProperty('disabled', true);
    expect(commands).toEqual([]);
  });

  it('says that the collection there is a foreign one', async () => {
    const foreign = { ...todos.added(0), foreign: true } as Report;
    const { importFile } = open(story().tell(0, todos.load(), foreign));
    importFile('todos.json', recorded(...todosStory().events));
    const bar = await screen.findByRole('region', { name: 'Replay' });
    await waitFor(() => expect(bar.textContent).toContain('the collection on /api/todos is not a LiveCollection'));
  });

  it('is over when the page is left or reloaded', async () => {
    const { importFile, session, commands } = open(todosStory());
    importFile('todos.json', recorded(...todosStory().events));
    fireEvent.click(await screen.findByRole('button', { name: 'Step: play the next input' }));
    await screen.findByText(/^1 of \d+ · paused$/);
    session.receive(story('d2').tell(1_000_000, todos.load()).batch());
    await screen.findByText(/^The page was left or reloaded: this ended the replay. Nothing to play into: no LiveColl/);
    expect(commands.at(-1)).toEqual({ type: 'stage/end' });
  });

  it('plays by the clock until its end', async () => {
    const { importFile, passTime, session, commands } = open(todosStory());
    const events = [...todosStory().events];
    importFile(
      'todos.json',
      JSON.stringify({
        format: 'livecollection-recording',
        version: 1,
        createdAt: '2026-02-14T09:41:07Z',
        page: '',
        browser: '',
        events,
      }),
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Play into the page' }));
    for (let second = 0; second < 30; second += 1) passTime(1_000);
    await waitFor(() => expect(screen.getByText(/· ended$/)).toBeTruthy());
    expect(commands.filter(({ type }) => type === 'stage/play').length).toBeGreaterThan(10);
    expect(session.rows.length).toBe(0);
  });

  it('that is large and has not one event a line says that it is read in one go', async () => {
    const { importFile } = open(twice());
    const seen: string[] = [];
    const watch = new MutationObserver(() => seen.push(screen.queryByLabelText('Loading')?.textContent ?? ''));
    watch.observe(document.body, { childList: true, subtree: true });
    importFile('large.json', `{"format": "livecollection-recording",${' '.repeat(4 * 1024 * 1024)}`);
    expect((await screen.findByRole('alert')).textContent).toContain('not JSON');
    await waitFor(() => expect(screen.queryByLabelText('Loading')).toBeNull());
    watch.disconnect();
    expect(seen.join()).toContain('in one go');
  });

  it('that is large is written in turns, which can be watched and cancelled', async () => {
    const told = story();
    for (let n = 0; n < 2_000; n += 1) told.tell(1, todos.received({ channel: '/todos', data: 'x'.repeat(400) }));
    const { saved, session } = open(told);
    // Every piece takes as long as the panel may stand still.
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 101;
      return now;
    });
    const button = screen.getByRole('button', { name: 'Export a recording…' });
    fireEvent.click(button);
    const bar = await screen.findByRole('region', { name: 'Saving' });
    expect(bar.textContent).toMatch(/^Writing 127\.0\.0\.1-3000-.*\.json/);
    expect(within(bar).getByRole('progressbar', { name: 'Written' }).getAttribute('value')).toMatch(/^0\.\d/);
    expect(button).toHaveProperty('disabled', true);
    fireEvent.click(within(bar).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(button).toHaveProperty('disabled', false));
    expect(screen.queryByRole('region', { name: 'Saving' })).toBeNull();
    expect(saved).toEqual([]);

    fireEvent.click(button);
    await waitFor(() => expect(saved).toHaveLength(1));
    clock.mockRestore();
    const text = (await saved[0]?.file.text()) ?? '';
    const { createdAt } = JSON.parse(text) as { createdAt: string };
    expect(text).toBe(write(session.trace, { createdAt, page: 'http://127.0.0.1:3000/', browser: 'Test 1.0' }));
  });

  it('that is broken gets one clear sentence, and changes nothing', async () => {
    const { importFile, rows } = open(twice());
    importFile('broken.json', '{"format": "livecollection-recording", "ver');
    expect((await screen.findByRole('alert')).textContent).toContain('not JSON');
    expect(rows()).toHaveLength(3);
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
