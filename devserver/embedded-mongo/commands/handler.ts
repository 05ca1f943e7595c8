import type { Command } from '../command-fields.ts';
import type { Cursors } from '../cursors.ts';
import type { ReplicaSet } from '../replica-set.ts';
import type { Store } from '../store/store.ts';
import type { Document } from '../values/document.ts';

/** What commands work on: one server's data and open cursors, and the number of the connection that asks. */
export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly connectionId: number;
  /** Absent for a standalone server. */
  readonly replicaSet?: ReplicaSet | undefined;
}

/**
 * Runs one command and answers its fields, `ok: 1` excepted. Throws a MongoError for `ok: 0`. Only a command that has
 * to wait answers a promise: all others are done at once, so that nothing can come between.
 */
export type Handler = (command: Command, context: CommandContext) => Document | Promise<Document>;
