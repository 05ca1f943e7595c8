import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** As it is shipped: from its sources it takes three times as long to start. */
const COMMAND = fileURLToPath(new URL('../../dist/devserver/cli.js', import.meta.url));

/** How a process ended, and all it said. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A `livecollection` process: `said` resolves when its output matches, `ended` when it is gone. */
export function livecollection(...args: string[]) {
  const { MONGODB_URI: _theirs, ...env } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], { env });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { child, ...outputOf(child) };
}

/** A server in a process of its own, listening. `url` has a slash at the end. */
export async function servingProcess(...args: string[]) {
  const started = livecollection('serve', '--port', '0', ...args);
  const [, url = ''] = await started.said(/The demo: (http:\/\/127\.0\.0\.1:\d+\/)/);
  return { ...started, url, port: Number(new URL(url).port) };
}

function outputOf(child: ChildProcess) {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const check = () => {
        const match = pattern.exec(output.stdout);
        if (match) resolve(match);
      };
      child.stdout?.on('data', check);
      child.on('close', () => reject(new Error(`Ended without saying ${pattern}: ${output.stdout}${output.stderr}`)));
      check();
    });
  return { ended, said };
}
