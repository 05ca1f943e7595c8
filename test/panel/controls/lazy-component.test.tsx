// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { onDemand } from '../../../extension/panel/controls/lazy-component.ts';

afterEach(cleanup);

function part() {
  let reads = 0;
  const Hello = ({ name }: { name: string }) => <p>Hello {name}</p>;
  const made = onDemand(async () => {
    reads += 1;
    return Hello;
  });
  return { ...made, reads: () => reads };
}

describe('a part on demand', () => {
  it('is not read before it is shown, and shows itself when it is there', async () => {
    const { Component, reads } = part();
    expect(reads()).toBe(0);
    const { container } = render(<Component name="you" />);
    expect(container.textContent).toBe('');
    expect(await screen.findByText('Hello you')).toBeTruthy();
    expect(reads()).toBe(1);
  });

  it('shows itself at once where it was read before', async () => {
    const { Component, read } = part();
    await read();
    const { container } = render(<Component name="you" />);
    expect(container.textContent).toBe('Hello you');
  });
});
