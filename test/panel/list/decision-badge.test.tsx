// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { judge } from '../../../extension/core/explanation/judgement.ts';
import { DecisionBadge } from '../../../extension/panel/list/decision-badge.tsx';

afterEach(cleanup);

it.each([
  ['inserted-after-hold', 'applied'],
  ['held-update', 'held'],
  ['matched-own-create', 'matched'],
  ['ignored-tombstoned', 'ignored'],
  ['removed-by-snapshot', 'removed'],
  ['reverted-failed-update', 'warning'],
  // Names that a newer library might report
  ['ignored-for-fun', 'ignored'],
  ['__proto__', 'warning'],
])('shows %s as a word with the shape of its family', (decision, family) => {
  const { container } = render(<DecisionBadge {...judge(decision, {})} />);
  expect(container.textContent).toBe(decision);
  expect(container.querySelector('.badge')?.getAttribute('data-family')).toBe(family);
  expect(container.querySelector(`.icon-${family}`)).not.toBeNull();
});

it.each([
  ['ignored', 'inserted'],
  ['removed', 'upserted-unknown'],
  ['ignored', 'inserted-after-hold'],
])('does not call a document wrong that a collection may leave out by choice: %s, expected %s', (did, expected) => {
  const { container } = render(<DecisionBadge {...judge(did, { expected, did })} />);
  expect(container.textContent).toBe(`not shown, expected ${expected}`);
  expect(container.querySelector('.badge')?.getAttribute('data-family')).toBe('unsure');
});

it('marks a decision that should have been another as a warning, in words', () => {
  const { container } = render(<DecisionBadge {...judge('inserted', { expected: 'held', did: 'inserted' })} />);
  expect(container.textContent).toBe('inserted, not held');
  expect(container.querySelector('.badge')?.getAttribute('data-family')).toBe('warning');
  expect(container.querySelector('.icon-warning')).not.toBeNull();
});
