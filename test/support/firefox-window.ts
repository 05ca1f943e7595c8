import type { Marionette } from './marionette.ts';

/** One Firefox window with one tab. */
export interface FirefoxWindow {
  /** Runs a WebDriver command on this window's tab; a result that is a single value or element comes bare. */
  run(command: string, params?: Record<string, unknown>): Promise<unknown>;
  /** Evaluates an expression in the tab's document; a promise is waited for. */
  evaluate(expression: string): Promise<unknown>;
  /** Runs the body of an async function, which sees `args`, in this browser window with Firefox's own privileges. */
  privileged(body: string, ...args: readonly unknown[]): Promise<unknown>;
}

/** All windows of a Firefox. A tab counts as one. */
export interface FirefoxWindows {
  /** Opens an empty one. */
  open(): Promise<FirefoxWindow>;
  /** One whose page has such a URL, or undefined. */
  find(matches: (url: string) => boolean): Promise<FirefoxWindow | undefined>;
  /** Closes every window but an empty one, which is resolved to. */
  closeAllButOne(): Promise<FirefoxWindow>;
}

type Step = (command: Marionette['command']) => Promise<unknown>;

/**
 * The windows of a Firefox. Marionette has *one* current window and one current context (page or browser), so
 * that each step goes to its own and nobody else's may come in between: steps wait in one queue.
 */
export function firefoxWindows(marionette: Marionette): FirefoxWindows {
  let queue: Promise<unknown> = Promise.resolve();
  /** Where Marionette is, if that is known: most steps are where the last one was, and going there costs more than they. */
  let place: string | undefined;
  const inTurn = (step: Step): Promise<unknown> => {
    const turn = queue.then(() => step(marionette.command));
    queue = turn.catch(() => {
      place = undefined; // the step's own caller gets the error; the next one must still have its turn
    });
    return turn;
  };

  const windowOf = (handle: string): FirefoxWindow => {
    const inContext = (context: 'content' | 'chrome', step: Step) =>
      inTurn(async (command) => {
        const there = `${context} of ${handle}`;
        if (place !== there) {
          await command('Marionette:SetContext', { value: 'content' });
          await command('WebDriver:SwitchToWindow', { handle, focus: false });
          await command('Marionette:SetContext', { value: context });
          place = there;
        }
        return step(command);
      });
    const script = (context: 'content' | 'chrome', body: string, args: readonly unknown[]) =>
      inContext(context, async (command) =>
        bare(await command('WebDriver:ExecuteAsyncScript', asyncScript(body, args))),
      );
    return {
      run: (name, params) => inContext('content', async (command) => bare(await command(name, params))),
      evaluate: async (expression) => settled(await script('content', `return (\n${expression}\n);`, [])),
      privileged: async (body, ...args) => settled(await script('chrome', body, args)),
    };
  };

  const open = async () => {
    const created = await inTurn(async (command) => {
      place = undefined;
      await command('Marionette:SetContext', { value: 'content' });
      // The current window may have been closed; from there nothing can be opened.
      const [handle] = list(await command('WebDriver:GetWindowHandles'));
      await command('WebDriver:SwitchToWindow', { handle, focus: false });
      return command('WebDriver:NewWindow', { type: 'window', focus: true });
    });
    return property(created, 'handle');
  };
  const handles = async () =>
    list(
      await inTurn(async (command) => {
        place = undefined;
        await command('Marionette:SetContext', { value: 'content' }); // else they are those of the browser's own windows
        return command('WebDriver:GetWindowHandles');
      }),
    );

  return {
    open: async () => windowOf(await open()),
    async closeAllButOne() {
      const kept = await open();
      for (const handle of await handles()) if (handle !== kept) await windowOf(handle).run('WebDriver:CloseWindow');
      return windowOf(kept);
    },
    async find(matches) {
      for (const handle of await handles()) {
        const window = windowOf(handle);
        if (matches(String(await window.run('WebDriver:GetCurrentURL')))) return window;
      }
      return undefined;
    },
  };
}

/** Errors are carried as values, because Marionette's own report of a rejection lacks the stack. */
function asyncScript(body: string, args: readonly unknown[]): Record<string, unknown> {
  return {
    scriptTimeout: 30_000,
    args,
    script: `const done = arguments[arguments.length - 1];
      const args = [...arguments].slice(0, -1);
      (async () => { ${body} })().then(
        (value) => done(JSON.stringify({ value })),
        (error) => done(JSON.stringify({ error: String(error?.message ?? error), stack: String(error?.stack ?? '') })));`,
  };
}

function settled(answer: unknown): unknown {
  const outcome: unknown = JSON.parse(String(answer));
  if (typeof outcome !== 'object' || outcome === null) throw new Error(`Firefox answered ${String(answer)}`);
  if ('error' in outcome) throw new Error(String(outcome.error), { cause: outcome });
  return 'value' in outcome ? outcome.value : undefined;
}

/** Marionette wraps single results as `{value}`, and elements once more as `{"element-6066-…": id}`. */
export function bare(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('value' in result)) return result;
  const { value } = result;
  if (typeof value !== 'object' || value === null) return value;
  const [name, id] = Object.entries(value)[0] ?? [];
  return name?.startsWith('element-') ? id : value;
}

const list = (result: unknown): string[] => (Array.isArray(result) ? result.map(String) : []);

function property(result: unknown, name: string): string {
  const value: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, name) : undefined;
  if (typeof value !== 'string') throw new Error(`Firefox's answer has no ${name}: ${JSON.stringify(result)}`);
  return value;
}
