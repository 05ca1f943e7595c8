/**
 * Code and its arguments as one JavaScript expression, to be evaluated in another process.
 * `__name` is there because esbuild's `keepNames`, which tsx sets, calls it in functions it compiled.
 */
export function asExpression(code: string | ((...args: never) => unknown), args: readonly unknown[]): string {
  if (typeof code === 'string') return code;
  const values = args.map((arg) => (arg === undefined ? 'undefined' : JSON.stringify(arg))).join(', ');
  return `(() => { const __name = (target) => target; return (${code})(${values}); })()`;
}

/** The same code in one line of at most 200 characters, for messages to people. */
export function inWords(code: string | ((...args: never) => unknown), args: readonly unknown[]): string {
  const text = `${String(code).replaceAll(/\s+/g, ' ')}${args.length > 0 ? ` of ${JSON.stringify(args)}` : ''}`;
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
