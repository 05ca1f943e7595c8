// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mark } from '../../../extension/core/marks/mark.ts';
import { JsonTree } from '../../../extension/panel/controls/json-tree.tsx';

afterEach(cleanup);

const lines = () => screen.getAllByRole('treeitem');
const line = (text: string) => {
  const found = lines().find(({ textContent }) => textContent?.includes(text));
  if (!found)
    throw new Error(
      `no line with ${text} among\n${lines()
        .map(({ textContent }) => textContent)
        .join('\n')}`,
    );
  return found;
};
/** Presses a key where the focus is. */
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

describe('a JSON value as a tree', () => {
  it('is only ever text', () => {
    const html = '<img src=x onerror=alert(1)>';
    const { container } = render(<JsonTree value={{ [html]: html }} />);
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toBe(`${html}: ${JSON.stringify(html)}`);
  });

  it('makes a line only when what it stands in is opened', async () => {
    const deep = { a: { b: { c: { d: 'treasure, far below the surface of this value' } } } };
    const { container } = render(<JsonTree value={deep} />);
    expect(container.textContent).not.toContain('treasure');
    fireEvent.click(line('b: '));
    await waitFor(() => expect(lines()).toHaveLength(3));
    fireEvent.click(line('c: '));
    await waitFor(() => expect(container.textContent).toContain('treasure'));
  });

  it('leaves closed what its preview says completely', () => {
    render(<JsonTree value={{ against: { seq: 5, v: 1 } }} />);
    expect(line('against: {seq: 5, v: 1}').getAttribute('aria-expanded')).toBe('false');
  });

  it('puts a hundred thousand entries into ranges that open to a hundred lines', async () => {
    render(<JsonTree value={Array.from({ length: 100_000 }, (_, n) => n)} />);
    expect(lines()).toHaveLength(10);
    fireEvent.click(line('[90000 … 99999]'));
    await waitFor(() => expect(lines()).toHaveLength(110));
    fireEvent.click(line('[99900 … 99999]'));
    await waitFor(() => expect(line('99999: 99999')).toBeTruthy());
    expect(lines()).toHaveLength(210);
  });

  it('cuts a long string until it is opened', async () => {
    const { container } = render(<JsonTree value={{ text: 'words '.repeat(1_000) }} />);
    expect(container.textContent?.length).toBeLessThan(2_100);
    fireEvent.click(line('show all 6,000 characters'));
    await waitFor(() => expect(container.textContent).toContain('words '.repeat(1_000)));
  });

  it('shows what looks like bytes as bytes, and as text when it is opened', async () => {
    const code = Buffer.from(Array.from({ length: 300 }, (_, n) => (n * 37) % 256)).toString('base64');
    render(<JsonTree value={{ picture: code }} />);
    expect(line('picture').textContent).toMatch(/base64, 300 bytes: 00 25 4a/);
    fireEvent.click(line('picture'));
    await waitFor(() => expect(line('picture').textContent).toContain(code));
  });

  it('shows as numbers what turns the text around it, and what is half a character; joiners stay', () => {
    render(<JsonTree value={{ odd: 'a\u202eb\ud800c\u200dd' }} />);
    expect(line('odd').textContent).toBe('odd: "a\\u202eb\\ud800c\u200dd"');
  });

  it('shows names that mean something to JavaScript as names', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
    render(<JsonTree value={value} />);
    expect(line('__proto__: {polluted: true}')).toBeTruthy();
  });

  it('is gone through by keyboard, with one stop of Tab', async () => {
    render(<JsonTree value={{ a: 1, b: { c: { long: 'enough for a preview to leave some of it out' } }, z: 2 }} />);
    expect(lines().filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    line('a: ').focus();
    press('ArrowDown');
    await waitFor(() => expect(document.activeElement).toBe(line('b: ')));
    press('ArrowRight');
    await waitFor(() => expect(document.activeElement).toBe(line('c: ')));
    press('ArrowRight');
    await waitFor(() => expect(line('long: ').getAttribute('aria-level')).toBe('3'));
    press('ArrowRight');
    await waitFor(() => expect(document.activeElement).toBe(line('long: ')));
    press('ArrowLeft');
    await waitFor(() => expect(document.activeElement).toBe(line('c: ')));
    press('ArrowLeft');
    await waitFor(() => expect(line('c: ').getAttribute('aria-expanded')).toBe('false'));
    press('End');
    await waitFor(() => expect(document.activeElement).toBe(line('z: ')));
    press('Home');
    await waitFor(() => expect(document.activeElement).toBe(line('a: ')));
  });

  it('tells its levels and places, and has no fault that axe finds', async () => {
    const { container } = render(<JsonTree label="Message" value={{ a: [1, 2], b: { c: 'x'.repeat(5_000) } }} />);
    expect(screen.getByRole('tree', { name: 'Message' })).toBeTruthy();
    expect(line('b: ').getAttribute('aria-posinset')).toBe('2');
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

describe('a JSON value of which not all is there', () => {
  const value = { id: 'big', text: 'abc', n: '1n', on: '1970-01-01T00:00:00.000Z', rows: [{ id: '1' }] };
  const marks: Mark[] = [
    { path: '/text', length: 100_000 },
    { path: '/n', was: '1n' },
    { path: '/on', is: 'Date' },
    { path: '/gone', is: 'undefined' },
    { path: '/rows', entries: 9, ids: true },
  ];

  it('says so beside each part, and draws what was no JSON as words', () => {
    const { container } = render(<JsonTree value={value} marks={marks} />);
    expect(line('text: ').textContent).toBe('text: "abc" … show all 100,000 characters');
    expect(line('n: ').textContent).toBe('n: 1n');
    expect(line('n: ').querySelector('.json-odd')).not.toBeNull();
    expect(line('on: ').textContent).toContain('(Date)');
    expect(line('gone: ').textContent).toBe('gone: undefined');
    expect(line('rows: ').textContent).toContain('(1 of 9 entries, of each only what names it)');
    expect(container.textContent).not.toContain('"1n"');
  });

  it('asks for the whole of a text when it is opened, once', async () => {
    const asked: unknown[] = [];
    const whole = async (...args: unknown[]) => {
      asked.push(args);
      return 'all of it';
    };
    render(<JsonTree value={value} marks={marks} whole={whole} />);
    fireEvent.click(line('text: '));
    await waitFor(() => expect(line('text: ').textContent).toBe('text: "all of it"'));
    fireEvent.click(line('text: '));
    fireEvent.click(line('text: '));
    expect(asked).toEqual([['/text', 100_000]]);
  });

  it('says that the page has the whole of it no more', async () => {
    render(<JsonTree value={value} marks={marks} whole={async () => undefined} />);
    fireEvent.click(line('text: '));
    await waitFor(() =>
      expect(line('text: ').textContent).toBe(
        'text: "abc" … the page no longer has the whole value: 3 of 100,000 characters',
      ),
    );
  });
});
