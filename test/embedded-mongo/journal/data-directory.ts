import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDurableStore } from '../../../devserver/embedded-mongo/journal/durable-store.ts';
import type { Store } from '../../../devserver/embedded-mongo/store/store.ts';

/** A directory of a test's own, gone when the test is. */
export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'livecollection-data-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Everything in a store, in a form that can be compared: collections, indexes and documents, in their order. */
export const contentOf = (store: Store): string => JSON.stringify(store.changes());

/** What a directory holds when it is opened, and what was said about it. */
export async function opened(directory: string): Promise<{ content: string; notices: string[] }> {
  const notices: string[] = [];
  const kept = await openDurableStore(directory, { notice: (_level, sentence) => notices.push(sentence) });
  const content = contentOf(kept.store);
  await kept.close();
  return { content, notices };
}
