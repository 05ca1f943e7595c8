import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { LiveDocument } from './browser.ts';

/** Everything that WCAG 2.0 to 2.2 ask for, at the levels A and AA. https://www.deque.com/axe/core-documentation/api-documentation/#axecore-tags */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** AA, but off by itself. */
const RULES = { 'target-size': { enabled: true } };

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface AxeOptions {
  /** Tags, or the names of rules. */
  runOnly?: readonly string[];
  /** Looks only at what this selects. */
  within?: string;
}

/** What axe-core has against a document as it is now, a line each: the rule, where, and why. */
export async function violations(
  document: LiveDocument,
  { runOnly = TAGS, within = 'html' }: AxeOptions = {},
): Promise<string[]> {
  if (!(await document.evaluate(`'axe' in window`))) await document.evaluate(`${source};true`);
  const options = JSON.stringify({ runOnly, rules: RULES, resultTypes: ['violations'] });
  return document.evaluate<
    readonly [],
    string[]
  >(`axe.run(${JSON.stringify(within)}, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ' at ' + target.join(' ') + ': ' + failureSummary.split('\\n').slice(1).join(' ').trim())))`);
}
