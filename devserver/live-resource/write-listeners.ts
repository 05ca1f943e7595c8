import type { LiveDocument } from './live-model.ts';

/** Told of writes. What a listener returns is awaited before the write's own promise resolves. */
export interface WriteListeners<T = LiveDocument> {
  onCreate?(document: T): unknown;
  onUpdate?(document: T): unknown;
  /** Gets the document as it was last stored. */
  onRemove?(document: T): unknown;
  /** Where a listener's error goes; by default to stderr. */
  onError?(error: unknown): void;
}

/** The listeners behind a guard: `tell` resolves whatever the listener does. */
export interface GuardedListeners {
  tell(event: 'onCreate' | 'onUpdate' | 'onRemove', document: LiveDocument): Promise<void>;
  readonly failures: { readonly count: number };
}

/** Wraps listeners so that none of their errors reaches the write that called them. */
export function guardListeners<T>(listeners: WriteListeners<T>): GuardedListeners {
  const failures = { count: 0 };
  const report =
    listeners.onError ?? ((error: unknown) => console.error('A listener for document writes failed:', error));

  return {
    failures,
    async tell(event, document) {
      try {
        // The hooks hand over documents of the schema's own model; Mongoose's hook types cannot say so.
        await listeners[event]?.(document as unknown as T);
      } catch (error) {
        failures.count += 1;
        try {
          report(error);
        } catch (again) {
          console.error('onError failed itself:', again);
        }
      }
    },
  };
}
