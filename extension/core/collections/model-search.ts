import type { ModelReader } from './model-reader.ts';

/** A model, and the event that reported it last. */
export type ToldModel = readonly [cid: string, event: number];

/**
 * Finds models by a piece of their id or attributes, in whatever case. What was read is kept until it is told again, so
 * that the next letter costs no parsing.
 */
export interface ModelSearch {
  /** Looks for `text` among these models; what was on its way ends. */
  begin(told: readonly ToldModel[], text: string): void;
  /** Looks at so many more. Returns whether all are done. */
  step(count: number): boolean;
  /** From 0 to 1. */
  readonly progress: number;
  /** What the last search that came to its end found, in the order of the models. */
  readonly found: readonly ToldModel[];
}

export function createModelSearch(reader: ModelReader): ModelSearch {
  const texts = new Map<string, { event: number; text: string }>();
  let told: readonly ToldModel[] = [];
  let wanted = '';
  let next = 0;
  let coming: ToldModel[] = [];
  let found: readonly ToldModel[] = [];

  function textOf([cid, event]: ToldModel): string {
    const known = texts.get(cid);
    if (known?.event === event) return known.text;
    const { id = cid, attributes } = reader.read(cid, event);
    const text = `${id} ${JSON.stringify(attributes) ?? ''}`.toLowerCase();
    texts.set(cid, { event, text });
    return text;
  }

  /** Models that left are read no more. */
  function forgetTexts(): void {
    if (texts.size <= told.length * 2) return;
    const present = new Set(told.map(([cid]) => cid));
    for (const cid of texts.keys()) if (!present.has(cid)) texts.delete(cid);
  }

  return {
    begin(models, text) {
      told = models;
      // As it stands in JSON, where a quotation mark has a backslash.
      wanted = JSON.stringify(text.toLowerCase()).slice(1, -1);
      next = 0;
      coming = [];
    },
    step(count) {
      for (const end = Math.min(told.length, next + count); next < end; next += 1) {
        const model = told[next];
        if (model && textOf(model).includes(wanted)) coming.push(model);
      }
      if (next < told.length) return false;
      found = coming;
      forgetTexts();
      return true;
    },
    get progress() {
      return told.length === 0 ? 1 : next / told.length;
    },
    get found() {
      return found;
    },
  };
}
