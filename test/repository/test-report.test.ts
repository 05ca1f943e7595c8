import { describe, expect, it } from 'vitest';
import { inOneLine, objection, readTestReport, sum } from '../support/test-report.ts';

const report = (passed: number, failed: number, pending: number, todo: number) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo });

describe('the test report', () => {
  it('adds several runs up to one line', () => {
    const runs = [readTestReport(report(3, 1, 0, 0)), readTestReport(report(4, 0, 0, 0))];
    expect(inOneLine(sum(runs))).toBe('7 passed, 1 failed');
  });

  it('objects to skipped and todo tests, and to no test at all', () => {
    expect(objection(readTestReport(report(3, 0, 1, 0)))).toContain('1 skipped');
    expect(objection(readTestReport(report(3, 0, 0, 1)))).toContain('1 skipped');
    expect(objection(readTestReport(report(0, 0, 0, 0)))).toBe('there was no test');
    expect(objection(readTestReport(report(3, 0, 0, 0)))).toBeUndefined();
  });

  it('refuses a report without the counts', () => {
    expect(() => readTestReport('{"numPassedTests": 1}')).toThrow('numFailedTests');
  });
});
