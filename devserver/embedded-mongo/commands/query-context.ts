import { cloneDeep } from 'mingo/util';
import { type Command, fieldsOf } from '../command-fields.ts';
import type { Document } from '../document.ts';
import type { QueryContext } from '../query.ts';
import type { Store } from '../store.ts';

/** The `collation` of a command or statement, its variables (`let`; `c` in update statements) and the collections it can look up. */
export function queryContext(command: Command, store: Store, statement: Document = command.body): QueryContext {
  const fields = fieldsOf(command.name, statement);
  return {
    collation: fields.document('collation', {}),
    variables: { ...fieldsOf(command.name, command.body).document('let', {}), ...fields.document('c', {}) },
    // Copies, for the stages after a look-up may change what it found.
    lookup: (name) =>
      Array.from(store.collection(`${command.db}.${name}`)?.candidates({}) ?? [], (document) =>
        Object.assign({}, cloneDeep(document)),
      ),
  };
}
