import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Before all tests: builds the command that they start, so that it is never older than its sources. */
export default async function buildCommand(): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'extension/build/index.ts', 'server'], { cwd: root });
}
