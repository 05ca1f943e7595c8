import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of its own that answers commands one by one. */
export interface Child {
  /** @throws what the command threw over there */
  ask<T>(command: string, ...values: unknown[]): Promise<T>;
  end(): void;
}

type Answer = { n: number; value?: unknown; error?: string };

/** Starts a file of this folder in a process of its own, with a garbage collector that can be called. */
export async function startChild(file: string, ...values: string[]): Promise<Child> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, values, { execArgv: ['--import', 'tsx', '--expose-gc'] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let count = 0;
  child.on('message', ({ n, value, error }: Answer) => {
    const asked = waiting.get(n);
    waiting.delete(n);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} has ended with ${code}.`));
  });
  const ask = <T>(command: string, ...given: unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const n = ++count;
      waiting.set(n, { resolve: resolve as (value: unknown) => void, reject });
      child.send({ n, command, values: given });
    });
  await ask('ready');
  return { ask, end: () => void child.kill('SIGKILL') };
}

/** The other side: carries out what it is asked. */
export function answer(commands: Record<string, (...values: never[]) => unknown>): void {
  // The process that asked may have been killed.
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ n, command, values }: { n: number; command: string; values: never[] }) => {
    try {
      process.send?.({ n, value: await commands[command]?.(...values) });
    } catch (error) {
      process.send?.({ n, error: String(error) });
    }
  });
}
