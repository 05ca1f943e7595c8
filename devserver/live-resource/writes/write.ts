import type { Options, Raw } from './native-collection.ts';

/** One write to one document. */
export type Write =
  | { readonly type: 'create'; readonly after: Raw }
  /** `before` only where somebody listens who asked for it. */
  | { readonly type: 'update'; readonly after: Raw; readonly before?: Raw }
  | { readonly type: 'remove'; readonly before: Raw };

/** Where the wrapped methods send what they wrote. */
export interface WriteSink {
  /** Does anybody need the documents as they were before? */
  readonly preImages: boolean;
  /** Does anybody listen? */
  readonly isHeard: boolean;
  /**
   * Finds out what was written and tells it. Never rejects: the write is done, and a failure to read it again or to
   * report it must not look like a failure of the write.
   */
  tell(options: Options, find: () => Promise<Write[]> | Write[]): Promise<void>;
}
