// @vitest-environment jsdom
import '../layout.ts';
import { readFileSync } from 'node:fs';
import { signal } from '@preact/signals';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { ColumnWidths } from '../../../extension/core/settings.ts';
import { createSettingsStore } from '../../../extension/panel/settings/settings-store.ts';
import { ago } from '../../../extension/panel/subscriptions/ago.ts';
import { COLUMNS } from '../../../extension/panel/subscriptions/columns.ts';
import { SubscriptionsView } from '../../../extension/panel/subscriptions/subscriptions-view.tsx';
import { eventsOf } from '../../support/trace-language.ts';
import { viewOf } from '../view-props.ts';

afterEach(cleanup);

const sheet = readFileSync('extension/panel/subscriptions/subscriptions.css', 'utf8');

const STORY = `
  faye client endpoint=/faye
  faye state state=connected clientId=k1 transport=websocket
  faye subscribe /b handlers=2
  wire sent /meta/subscribe /b id=1 clientId=k1
  faye holds channels={"/b":2}
  wire reply /meta/subscribe /b id=1 clientId=k1
  faye subscribe /a handlers=1
  wire sent /meta/subscribe /a id=2 clientId=k1
  faye holds channels={"/b":2,"/a":1}
  wire reply /meta/subscribe /a id=2 clientId=k1 successful=false error=403:/a:Forbidden
  wire received POST 7 channel=/b
  wire received PUT 7 channel=/b after=3500
  wire sent /meta/connect id=3 clientId=k1 after=4000
`;

function open(story = STORY) {
  const { props, asked } = viewOf(eventsOf(story));
  const view = render(<SubscriptionsView {...props} />);
  const grid = screen.getByRole('grid', { name: 'Subscriptions' });
  const rows = () => within(grid).getAllByRole('row').slice(1);
  const cells = (n: number) => [...(rows()[n]?.children ?? [])].map((cell) => cell.textContent?.trim());
  return { ...view, props, asked, grid, rows, cells };
}

describe('the table of subscriptions', () => {
  it('has what the application, the client and the server say side by side, each as a sign with its word', () => {
    const { cells, rows } = open();
    expect(cells(2).slice(0, 7)).toEqual(['/b', 'asked', 'held', 'acknowledged', '2', '2', '2/min']);
    expect(cells(2).slice(7, 11)).toEqual(['4 s ago', '', 'websocket', 'k1']);
    for (const said of rows()[2]?.querySelectorAll('.said') ?? []) expect(said.querySelector('svg')).toBeTruthy();
  });

  it('says in words below the row what is wrong with it, and in its description', () => {
    const { rows, cells } = open();
    expect(cells(0).slice(0, 4)).toEqual(['/a', 'asked', 'held', 'refused']);
    expect(cells(0)[8]).toBe('1 403 Forbidden');
    const wrong = 'The application asked and the client holds it, but the server refused: 403 Forbidden.';
    expect(rows()[1]?.textContent?.trim()).toBe(wrong);
    expect(rows()[0]?.getAttribute('aria-description')).toBe(wrong);
    expect(screen.getByText(/two channels, one mismatch/)).toBeTruthy();
  });

  it('sorts by the column whose head is pressed, the most first where it is a number, and tells which way', () => {
    const { cells } = open();
    fireEvent.click(screen.getByRole('button', { name: 'Messages' }));
    expect(cells(0)[0]).toBe('/b');
    expect(screen.getByRole('columnheader', { name: 'Messages' }).getAttribute('aria-sort')).toBe('descending');
    fireEvent.click(screen.getByRole('button', { name: 'Messages' }));
    expect(cells(0)[0]).toBe('/a');
    expect(screen.getByRole('columnheader', { name: 'Messages' }).getAttribute('aria-sort')).toBe('ascending');
  });

  it('shows only what does not fit, and everything again', () => {
    const { rows } = open();
    fireEvent.click(screen.getByRole('button', { name: 'Only mismatches' }));
    expect(rows()).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Only mismatches' }));
    expect(rows()).toHaveLength(3);
  });

  it('leads from the last message, and from each step of a subscription, to its event', () => {
    const { grid, asked, props } = open();
    fireEvent.click(screen.getByRole('button', { name: '4 s ago' }));
    fireEvent.keyDown(grid, { key: 'Home' });
    const detail = screen.getByRole('region', { name: 'Subscription /a' });
    fireEvent.click(within(detail).getByRole('button', { name: 'refused · 403 Forbidden' }));
    const [message, refusal] = asked;
    expect(props.session.trace.method(message ?? -1)).toBe('PUT');
    expect(props.session.trace.line(refusal ?? -1)).toContain('/meta/subscribe');
  });

  it('goes by keyboard over channels alone, into the detail and back', () => {
    const { grid, rows } = open();
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(rows()[0]?.getAttribute('aria-selected')).toBe('true');
    expect(grid.getAttribute('aria-activedescendant')).toBe(rows()[0]?.id);
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(rows()[2]?.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(grid, { key: 'Enter' });
    const detail = screen.getByRole('region', { name: 'Subscription /b' });
    expect(document.activeElement).toBe(detail);
    fireEvent.keyDown(detail, { key: 'Escape' });
    expect(screen.queryByRole('region')).toBeNull();
    expect(document.activeElement).toBe(grid);
  });

  it('finds what was chosen and sorted again when another view was looked at meanwhile', () => {
    const { grid, props, unmount } = open();
    fireEvent.keyDown(grid, { key: 'End' });
    unmount();
    render(<SubscriptionsView {...props} />);
    expect(screen.getByRole('region', { name: 'Subscription /b' })).toBeTruthy();
  });

  it('cuts a long name in its middle: what it begins with gives way to its end, and the whole is its title', () => {
    const channel = `/api/organisations/${'x'.repeat(60)}/channels/7`;
    const { rows } = open(`faye client endpoint=/faye\nfaye subscribe ${channel} handlers=1`);
    const cell = rows()[0]?.querySelector('.sub-channel');
    const [beginning, end] = cell?.querySelectorAll('span') ?? [];
    expect([beginning?.textContent, end?.textContent]).toEqual([channel.slice(0, -13), 'xx/channels/7']);
    expect(cell?.getAttribute('title')).toBe(channel);
  });

  it('says what is to be done where nobody subscribed', () => {
    open('load http://a.test/');
    expect(screen.getByRole('heading', { name: 'No subscription yet' })).toBeTruthy();
  });
});

describe('the width of a column', () => {
  /** The table with widths that change as its user has it, and where the head of its channels ends. */
  function openWide(columnWidths: ColumnWidths = {}) {
    const { props } = viewOf(eventsOf(STORY));
    const widths = signal(columnWidths);
    const Held = () => (
      <SubscriptionsView {...props} columnWidths={widths.value} onColumnWidths={(next) => (widths.value = next)} />
    );
    render(<Held />);
    const head = screen.getByRole('columnheader', { name: 'Channel' });
    head.getBoundingClientRect = () => new DOMRect(10, 0, widths.value.channel ?? 120, 24);
    const edge = head.querySelector('.column-edge') ?? head;
    const held = new Set<unknown>();
    edge.setPointerCapture = (id) => void held.add(id);
    edge.hasPointerCapture = (id) => held.has(id);
    const press = (key: string, altKey = false) => fireEvent.keyDown(within(head).getByRole('button'), { key, altKey });
    // jsdom’s have no place.
    const point = (type: string, clientX: number) => fireEvent(edge, new MouseEvent(type, { bubbles: true, clientX }));
    return { widths, head, edge, press, point };
  }

  it('follows the pointer that took its edge, however far from the edge it was taken', () => {
    const { widths, point } = openWide();
    point('pointermove', 300);
    expect(widths.value).toEqual({});
    point('pointerdown', 128);
    point('pointermove', 328);
    expect(widths.value).toEqual({ channel: 320 });
    point('pointermove', 0);
    expect(widths.value).toEqual({ channel: 40 });
  });

  it('is changed by keys on the head, from what it is, and no key of it sorts or moves the selection', () => {
    const { widths, head, press } = openWide({ last: 50 });
    press('ArrowRight', true);
    expect(widths.value).toEqual({ last: 50, channel: 136 });
    press('ArrowLeft', true);
    press('ArrowLeft', true);
    expect(widths.value).toEqual({ last: 50, channel: 104 });
    press('ArrowRight');
    expect(widths.value.channel).toBe(104);
    expect(within(head).getByRole('button').getAttribute('aria-description')).toBe('104 pixels wide');
    press('Delete');
    expect(widths.value).toEqual({ last: 50 });
    expect(head.getAttribute('aria-sort')).toBe('ascending');
  });

  it('is its own again after a double click on the edge', () => {
    const { widths, edge } = openWide({ channel: 500 });
    fireEvent.dblClick(edge);
    expect(widths.value).toEqual({});
  });

  it('is kept with the settings, and there again in the next panel', () => {
    const stored = new Map<string, string>();
    const storage = { getItem: (key: string) => stored.get(key) ?? null, setItem: stored.set.bind(stored) };
    createSettingsStore({ storage, blocked: false }).change({ columnWidths: { channel: 320 } });
    expect(createSettingsStore({ storage, blocked: false }).current.value.columnWidths).toEqual({ channel: 320 });
  });

  it('reaches the rows by the custom property that their style sheet reads', () => {
    const { edge } = openWide({ channel: 320 });
    expect(edge.closest('table')?.style.getPropertyValue('--channel-width')).toBe('320px');
    for (const { name } of COLUMNS) expect(sheet).toContain(`var(--${name}-width, `);
  });
});

it('says how long ago something was, as short as it can be read', () => {
  expect([-20, 400, 3_200, 150_000, 7_300_000].map(ago)).toEqual([
    'just now',
    'just now',
    '3 s ago',
    '2 min ago',
    '2 h ago',
  ]);
});
