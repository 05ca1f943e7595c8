import { afterEach, describe, expect, it } from 'vitest';
import { callStack } from '../../extension/page/call-stack.ts';

const limit = Error.stackTraceLimit;
const { prepareStackTrace } = Error;

afterEach(() => {
  Error.stackTraceLimit = limit;
  Error.prepareStackTrace = prepareStackTrace;
});

/** Calls itself so many times before it takes the stack. */
const deep = (calls: number): string | undefined => (calls > 0 ? deep(calls - 1) : callStack());

describe('the stack of a call', () => {
  it('reaches further than the engine’s ten calls, and leaves the limit as it was', () => {
    Error.stackTraceLimit = 10;
    expect(
      deep(30)
        ?.split('\n')
        .filter((line) => line.includes('deep')).length,
    ).toBeGreaterThan(25);
    expect(Error.stackTraceLimit).toBe(10);
  });

  it('is nothing where the page has its stacks made into something else', () => {
    Error.prepareStackTrace = () => [];
    expect(callStack()).toBeUndefined();
  });
});
