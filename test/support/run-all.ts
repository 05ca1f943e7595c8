import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserNames } from './browser.ts';
import { findBrowser } from './find-browser.ts';
import { inOneLine, objection, readTestReport, sum, type TestCounts } from './test-report.ts';

/*
 * `npm test`: every check of the project, one after the other, the cheap ones first. Stops at the first that fails.
 * The last line is the sum of all tests: `N passed, N failed`.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const reports = await mkdtemp(join(tmpdir(), 'livecollection-reports-'));
const counted: TestCounts[] = [];

/** Runs a script of a dependency or of this repository. Rejects, with its output unless that was shown already, if it fails. */
function run(script: string, args: readonly string[], show = false): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`exit ${code ?? signal}\n${output}`.trimEnd()));
    });
  });
}

/** Runs projects of the vitest configuration, and counts. A file that does not even load is one failure. */
async function vitest(...projects: string[]): Promise<void> {
  const report = join(reports, `${projects.join('-')}.json`);
  const chosen = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const outcome = run('vitest/vitest.mjs', ['run', '--config', 'test/vitest.config.ts', ...chosen, ...reporters], true);
  const failure = await outcome.then(
    () => undefined,
    (error: unknown) => error,
  );
  const counts = readTestReport(await readFile(report, 'utf8'));
  counted.push(failure && counts.failed === 0 ? { ...counts, failed: 1 } : counts);
  if (failure) throw failure;
  const doubt = objection(counts);
  if (doubt) throw new Error(doubt);
}

async function browsers(): Promise<void> {
  for (const name of browserNames) console.log((await findBrowser(name)).how);
}

/** Each has a core to itself, as far as there are any; all are waited for, so that none goes on beside the tests. */
async function staticChecks(): Promise<void> {
  const checks = await Promise.allSettled([
    run('typescript/bin/tsc', ['--noEmit']),
    run('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
    run('web-ext/bin/web-ext.js', ['lint', '--source-dir=dist/firefox', '--warnings-as-errors']),
  ]);
  const failures = checks.flatMap((check) => (check.status === 'rejected' ? [String(check.reason)] : []));
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

const steps: readonly (readonly [name: string, act: () => Promise<void>])[] = [
  ['browsers', browsers],
  ['build', () => run('tsx/dist/cli.mjs', ['extension/build/index.ts'])],
  ['types, lint and web-ext lint', staticChecks],
  ['unit, page and database tests', () => vitest('unit', 'page', 'database')],
  ['integration tests', () => vitest('integration')],
  ['end-to-end tests', () => vitest('e2e')],
];

const summary: string[] = [];
for (const [name, act] of steps) {
  console.log(`\n— ${name}`);
  const start = performance.now();
  let failure: unknown;
  try {
    await act();
  } catch (error) {
    failure = error;
    process.exitCode = 1;
    console.error(error instanceof Error ? error.message : error);
  }
  const line = `${failure ? '✗' : '✓'} ${name}, ${((performance.now() - start) / 1000).toFixed(1)} s`;
  console.log(line);
  summary.push(line);
  if (failure) break;
}
await rm(reports, { recursive: true });
for (const [name] of steps.slice(summary.length)) summary.push(`– ${name}, not run`);
console.log(`\n${summary.join('\n')}\n${inOneLine(sum(counted))}`);
