import type { Browser } from 'webextension-polyfill';
import { HEADER_NAME } from './channel/internal-protocol.ts';

const RULE = 1;

/** What is used of `browser.declarativeNetRequest`. */
export type HeaderRules = Pick<Browser['declarativeNetRequest'], 'updateSessionRules'>;

/**
 * Has the browser add one entry to `Server-Timing` of every document that these tabs load, of sites that are permitted: what
 * is there of it a document's first script reads at once, and no other tab has it. The rule is the browser's, and ends with it.
 * https://www.w3.org/TR/server-timing/
 */
export async function markResponses(rules: HeaderRules, tabIds: number[]): Promise<void> {
  const header = { header: 'Server-Timing', operation: 'append', value: HEADER_NAME } as const;
  await rules.updateSessionRules({
    removeRuleIds: [RULE],
    addRules:
      tabIds.length === 0
        ? []
        : [
            {
              id: RULE,
              condition: { tabIds, resourceTypes: ['main_frame', 'sub_frame'] },
              action: { type: 'modifyHeaders', responseHeaders: [header] },
            },
          ],
  });
}
