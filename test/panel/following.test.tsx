// @vitest-environment jsdom
import './layout.ts';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROW_HEIGHT } from '../../extension/panel/controls/visible-rows.ts';
import { readParts } from '../../extension/panel/lazy-views.ts';
import { open } from './open-panel.tsx';
import { type Story, story, todos } from './story.ts';

beforeAll(readParts);
afterEach(cleanup);

/** So many messages more, each a row. */
function heard(told: Story, count: number): Story {
  for (let n = 0; n < count; n += 1)
    told.tell(1, todos.received({ channel: '/api/todos', data: { method: 'PUT', body: { n } } }));
  return told;
}

/** The list of a panel that has heard a hundred messages, and a way to let it hear more. */
async function hundred() {
  const told = heard(story(), 100);
  const { session, grid } = open(told);
  const box = grid.parentElement ?? document.body;
  // jsdom lays nothing out: the box is as high inside as its rows and its header.
  Object.defineProperty(box, 'scrollHeight', { get: () => session.rows.length * ROW_HEIGHT + 24 });
  const end = () => session.rows.length * ROW_HEIGHT;
  await waitFor(() => expect(box.scrollTop).toBe(end()));
  fireEvent.scroll(box);
  return {
    box,
    end,
    hear(count: number) {
      session.receive(heard(told, count).batch());
    },
    scrollTo(top: number) {
      box.scrollTop = top;
      fireEvent.scroll(box);
    },
    rows: () => session.rows.length,
  };
}

const button = () => screen.getByRole('button', { name: 'Follow the newest event' });
const isFollowing = () => button().getAttribute('aria-pressed') === 'true';
const latest = () => screen.queryByRole('button', { name: 'Jump to latest' });

describe('following', () => {
  it('stays at the end while rows come in', async () => {
    const { box, end, hear, rows } = await hundred();
    expect(isFollowing()).toBe(true);
    expect(latest()).toBeNull();
    hear(50);
    expect(rows()).toBe(150);
    await waitFor(() => expect(box.scrollTop).toBe(end()));
    expect(isFollowing()).toBe(true);
  });

  it('is ended by scrolling up, and what comes then moves nothing', async () => {
    const { box, scrollTo, hear, rows } = await hundred();
    scrollTo(600);
    await waitFor(() => expect(isFollowing()).toBe(false));
    hear(50);
    await waitFor(() =>
      expect(screen.getByRole('grid', { name: 'Events' }).getAttribute('aria-rowcount')).toBe(`${rows() + 1}`),
    );
    expect(box.scrollTop).toBe(600);
  });

  it('is taken up again by "Jump to latest"', async () => {
    const { box, scrollTo, end, hear } = await hundred();
    scrollTo(600);
    await waitFor(() => expect(latest()).not.toBeNull());
    fireEvent.click(latest() ?? document.body);
    await waitFor(() => expect(box.scrollTop).toBe(end()));
    expect(isFollowing()).toBe(true);
    expect(latest()).toBeNull();
    hear(20);
    await waitFor(() => expect(box.scrollTop).toBe(end()));
  });

  it('is taken up again by scrolling to the end, not on the way there', async () => {
    const { scrollTo, end } = await hundred();
    scrollTo(600);
    await waitFor(() => expect(isFollowing()).toBe(false));
    scrollTo(900);
    expect(isFollowing()).toBe(false);
    scrollTo(end() + 24 - 466);
    await waitFor(() => expect(isFollowing()).toBe(true));
  });

  it('is switched by its button and by "f", and is ended by selecting a row', async () => {
    const { box, end } = await hundred();
    fireEvent.click(button());
    await waitFor(() => expect(isFollowing()).toBe(false));
    fireEvent.keyDown(document.body, { key: 'f' });
    await waitFor(() => expect(isFollowing()).toBe(true));
    fireEvent.keyDown(screen.getByRole('grid', { name: 'Events' }), { key: 'Home' });
    await waitFor(() => expect(isFollowing()).toBe(false));
    expect(box.scrollTop).toBe(0);
    fireEvent.keyDown(document.body, { key: 'f' });
    await waitFor(() => expect(box.scrollTop).toBe(end()));
  });

  it('leaves the selection to the user: at the end of the list, in a larger panel, by its button and by its key', async () => {
    const { box, scrollTo, end } = await hundred();
    const grid = screen.getByRole('grid', { name: 'Events' });
    fireEvent.keyDown(grid, { key: 'Home' });
    const details = () => screen.queryByRole('region', { name: 'Details' });
    await waitFor(() => expect(details()).not.toBeNull());
    scrollTo(900);
    scrollTo(end() + 24 - 466);
    await waitFor(() => expect(isFollowing()).toBe(true));
    expect(details()).not.toBeNull();
    scrollTo(600);
    await waitFor(() => expect(isFollowing()).toBe(false));
    fireEvent.click(latest() ?? document.body);
    await waitFor(() => expect(box.scrollTop).toBe(end()));
    scrollTo(600);
    await waitFor(() => expect(isFollowing()).toBe(false));
    fireEvent.keyDown(document.body, { key: 'f' });
    await waitFor(() => expect(isFollowing()).toBe(true));
    expect(details()).not.toBeNull();
    fireEvent.keyDown(grid, { key: 'Escape' });
    await waitFor(() => expect(details()).toBeNull());
    expect(isFollowing()).toBe(true);
  });

  it('offers the latest only where something newer is below, and never over a row', async () => {
    const { scrollTo, end } = await hundred();
    fireEvent.click(button());
    await waitFor(() => expect(isFollowing()).toBe(false));
    expect(latest()).toBeNull();
    scrollTo(end() - 900);
    await waitFor(() => expect(latest()?.closest('.list-box')).toBeNull());
    expect(latest()).not.toBeNull();
  });
});
