// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { followTheme } from '../../../extension/panel/settings/theme.ts';

it.each([
  ['dark', 'dark'],
  ['light', 'light'],
  ['default', 'light'],
  ['firefox', undefined],
  [undefined, undefined],
])('shows the DevTools theme %s as %s', (themeName, shown) => {
  const root = document.createElement('html');
  root.dataset.theme = 'stale';
  followTheme(themeName === undefined ? {} : { themeName }, root);
  expect(root.dataset.theme).toBe(shown);
});

it('follows a change, by the event of Firefox or the handler of Chromium', () => {
  const root = document.createElement('html');
  let tell = (_name: string) => {};
  const take = (listener: typeof tell) => {
    tell = listener;
  };
  followTheme({ themeName: 'light', onThemeChanged: { addListener: take } }, root);
  tell('dark');
  expect(root.dataset.theme).toBe('dark');
  followTheme({ themeName: 'dark', setThemeChangeHandler: take }, root);
  tell('default');
  expect(root.dataset.theme).toBe('light');
});
