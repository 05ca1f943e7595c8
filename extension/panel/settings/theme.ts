/** What of `devtools.panels` tells the theme: the property in both browsers, the event in Firefox, the handler in Chromium. */
export interface ThemeSource {
  readonly themeName?: string;
  readonly onThemeChanged?: { addListener(listener: (name: string) => void): void };
  setThemeChangeHandler?(handler: (name: string) => void): void;
}

/**
 * Keeps `data-theme` of the root element (`light`, `dark`) like DevTools' theme; without the attribute the style sheet
 * follows `prefers-color-scheme`. Chromium calls its light theme "default".
 */
export function followTheme(panels: ThemeSource, root: HTMLElement): void {
  const show = (name: string | undefined) => {
    if (name === 'dark') root.dataset.theme = 'dark';
    else if (name === 'light' || name === 'default') root.dataset.theme = 'light';
    else delete root.dataset.theme;
  };
  show(panels.themeName);
  if (panels.onThemeChanged) panels.onThemeChanged.addListener(show);
  else panels.setThemeChangeHandler?.(show);
}
