import { explain } from './explanation.ts';
import type { Trace } from './trace.ts';

/** A compiled query. */
export interface Filter {
  test(trace: Trace, i: number): boolean;
}

/**
 * Compiles a query: plain words, all of which a row must have, in any case and order. A word is looked for in the event's
 * own line, in its columns, and in the words that its decision's explanation always has.
 */
export function compile(query: string): Filter {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  // In the line, quotes and the like stand escaped.
  const needles = words.map((word) => ({ word, escaped: JSON.stringify(word).slice(1, -1) }));
  const explained = new Map<string, string>();
  function explanationOf(decision: string): string {
    const known = explained.get(decision);
    if (known !== undefined) return known;
    const text = decision === '' ? '' : explain(decision, {}).toLowerCase();
    // A page may make up decisions without end.
    if (explained.size < 1_000) explained.set(decision, text);
    return text;
  }

  return {
    test(trace, i) {
      if (needles.length === 0) return true;
      const line = trace.line(i).toLowerCase();
      for (const { word, escaped } of needles) {
        if (line.includes(escaped)) continue;
        const columns = `${trace.channel(i)} ${trace.method(i)} ${trace.modelId(i)}`.toLowerCase();
        if (!columns.includes(word) && !explanationOf(trace.decision(i)).includes(word)) return false;
      }
      return true;
    },
  };
}
