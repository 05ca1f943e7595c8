import type { Frame, Page } from 'puppeteer-core';
import { asExpression } from '../../support/expression.ts';

/** Runs a function in a document. It sees its arguments and that document, nothing of the file it stands in. */
export function inPage<Args extends readonly unknown[], Result>(
  page: Page | Frame,
  code: (...args: Args) => Result | Promise<Result>,
  ...args: Args
): Promise<Result> {
  return page.evaluate(asExpression(code, args)) as Promise<Result>;
}
