// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { StatusLine } from '../../../extension/panel/page-status/status-line.tsx';

afterEach(cleanup);

const QUIET = { connection: 'connected', url: '', events: 3, dropped: 0, lost: 0, cut: 0, rejected: 0 } as const;

it('names what came faster than it can be read', () => {
  render(<StatusLine {...QUIET} cut={1_200} />);
  expect(screen.getByText('1,200 lines came too fast to read')).toBeTruthy();
});

it('says nothing of trouble where there is none', () => {
  const { container } = render(<StatusLine {...QUIET} />);
  expect(container.textContent).toBe('3 events');
});
