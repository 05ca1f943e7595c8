// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { Splitter } from '../../../extension/panel/controls/splitter.tsx';

afterEach(cleanup);

it.each([
  ['ArrowLeft', 42],
  ['ArrowRight', 38],
  ['Home', 15],
  ['End', 80],
])('moves by %s', (key, to) => {
  const moves: number[] = [];
  render(
    <Splitter
      label="Details"
      orientation="vertical"
      value={40}
      min={15}
      max={80}
      onChange={(value) => moves.push(value)}
    />,
  );
  fireEvent.keyDown(screen.getByRole('separator', { name: 'Details' }), { key });
  expect(moves).toEqual([to]);
});

it('stays within its bounds', () => {
  const moves: number[] = [];
  render(
    <Splitter
      label="Details"
      orientation="horizontal"
      value={79}
      min={15}
      max={80}
      onChange={(value) => moves.push(value)}
    />,
  );
  fireEvent.keyDown(screen.getByRole('separator'), { key: 'ArrowUp' });
  expect(moves).toEqual([80]);
});
