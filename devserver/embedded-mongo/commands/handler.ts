import type { Command } from '../command-fields.ts';
import type { Cursors } from '../cursors.ts';
import type { Document } from '../document.ts';
import type { Store } from '../store.ts';

/** What commands work on: one server's data and open cursors, and the number of the connection that asks. */
export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly connectionId: number;
}

/** Runs one command and answers its fields, `ok: 1` excepted. Throws a MongoError for `ok: 0`. */
export type Handler = (command: Command, context: CommandContext) => Document;
