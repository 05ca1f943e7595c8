// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { JsonTree } from '../../extension/panel/json-tree.tsx';

afterEach(cleanup);

it('renders what a page sent as text only', () => {
  const html = '<img src=x onerror=alert(1)>';
  const { container } = render(<JsonTree value={{ [html]: html }} />);
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toBe(`${html}: ${JSON.stringify(html)}`);
});

it('builds a level only when it is opened', async () => {
  const deep = { a: { b: { c: { d: { e: 'treasure, far below the surface of this value' } } } } };
  const { container } = render(<JsonTree value={deep} />);
  expect(container.textContent).not.toContain('treasure');
  for (let i = 0; i < 3; i += 1) {
    const closed = container.querySelector<HTMLDetailsElement>('details:not([open])');
    if (!closed) break;
    closed.open = true;
    await waitFor(() => expect(closed.querySelector('.json-entries')).not.toBeNull());
  }
  expect(container.textContent).toContain('treasure');
});

it('leaves closed what its preview says completely', () => {
  const { container } = render(<JsonTree value={{ against: { seq: 5, v: 1 } }} />);
  expect(container.textContent).toBe('against: {seq: 5, v: 1}');
  expect(container.querySelector('details[open]')).toBeNull();
});

it('draws long lists a hundred entries at a time', async () => {
  const { container } = render(<JsonTree value={Array.from({ length: 250 }, (_, n) => n)} />);
  expect(container.querySelectorAll('.json-line')).toHaveLength(100);
  fireEvent.click(screen.getByRole('button', { name: '150 more' }));
  await waitFor(() => expect(container.querySelectorAll('.json-line')).toHaveLength(200));
});

it('cuts a long string until asked for all of it', async () => {
  const { container } = render(<JsonTree value={{ text: 'x'.repeat(5_000) }} />);
  expect(container.textContent?.length).toBeLessThan(2_100);
  fireEvent.click(screen.getByRole('button', { name: 'all 5000 characters' }));
  await waitFor(() => expect(container.textContent).toContain('x'.repeat(5_000)));
});
