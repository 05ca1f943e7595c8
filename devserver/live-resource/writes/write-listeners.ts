import type { LiveDocument } from '../documents/live-model.ts';

/** Called for writes. What a listener returns is awaited before the write's own promise resolves. */
export interface WriteListeners<T = LiveDocument> {
  /** A document was created. */
  onCreate?(document: T): unknown;
  /** `before` is the document as it was before this write, if `preImages` asks for it and it could be had. */
  onUpdate?(document: T, before?: T): unknown;
  /** Gets the document as it was last stored. */
  onRemove?(document: T): unknown;
  /** Where a listener's error goes; by default to stderr. */
  onError?(error: unknown): void;
  /** Updates bring the document as it was before them, too. Costs a read for each; false by default. */
  preImages?: boolean;
}

/** The listeners behind a guard: `tell` resolves whatever the listener does. */
export interface GuardedListeners {
  tell(
    event: 'onCreate' | 'onUpdate' | 'onRemove',
    document: LiveDocument,
    before?: LiveDocument | undefined,
  ): Promise<void>;
  /** Counts and reports an error that came before a listener could be called. */
  failed(error: unknown): void;
  readonly failures: { readonly count: number };
}

/** Wraps listeners so that none of their errors reaches the write that called them. */
export function guardListeners<T>(listeners: WriteListeners<T>): GuardedListeners {
  const failures = { count: 0 };
  const report =
    listeners.onError ?? ((error: unknown) => console.error('A listener for document writes failed:', error));

  const failed = (error: unknown) => {
    failures.count += 1;
    try {
      report(error);
    } catch (again) {
      console.error('onError failed itself:', again);
    }
  };

  return {
    failures,
    failed,
    async tell(event, document, before) {
      try {
        // The documents are of the schema's own model; the types cannot say so.
        await listeners[event]?.(document as unknown as T, before as unknown as T | undefined);
      } catch (error) {
        failed(error);
      }
    },
  };
}
