/** What became of the tests of one vitest run. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Skipped and todo alike: a test that did not run proves nothing. */
  readonly skipped: number;
}

/**
 * Reads vitest's JSON report (https://vitest.dev/guide/reporters#json-reporter).
 * @throws if a count is missing
 */
export function readTestReport(json: string): TestCounts {
  const report: unknown = JSON.parse(json);
  const count = (name: string): number => {
    const value: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined;
    if (typeof value !== 'number') throw new Error(`The test report has no number ${name}`);
    return value;
  };
  return {
    passed: count('numPassedTests'),
    failed: count('numFailedTests'),
    skipped: count('numPendingTests') + count('numTodoTests'),
  };
}

/** Why a run cannot be called passed although no test of it failed; undefined if it can. */
export function objection({ passed, failed, skipped }: TestCounts): string | undefined {
  if (passed + failed + skipped === 0) return 'there was no test';
  if (skipped > 0) return `${skipped} skipped or todo: every test must run`;
  return undefined;
}

/** The sum of several runs. */
export function sum(runs: readonly TestCounts[]): TestCounts {
  return runs.reduce(
    (total, run) => ({
      passed: total.passed + run.passed,
      failed: total.failed + run.failed,
      skipped: total.skipped + run.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** `N passed, N failed`, and `, N skipped` if any was. */
export function inOneLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
