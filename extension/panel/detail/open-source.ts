/** Shows a place of a script in the browser's own debugger. `line` and `column` count from 1, as in stacks. */
export type OpenSource = (url: string, line: number, column: number) => void;

/** Chromium's `devtools.panels.openResource`, which counts from 0; nothing in Firefox, which has none. */
export function sourceOpener(panels: object): OpenSource | undefined {
  const open: unknown = Reflect.get(panels, 'openResource');
  if (typeof open !== 'function') return undefined;
  return (url, line, column) => Reflect.apply(open, panels, [url, line - 1, column - 1, () => {}]);
}
