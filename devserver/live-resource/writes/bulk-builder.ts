import type { BulkOp, Options, Raw } from './native-collection.ts';

type BulkWrite = (operations: BulkOp[], options?: Options) => Promise<unknown>;

/** What follows `find`: one or more writes to what the filter matches. */
interface FindOperators {
  upsert(): FindOperators;
  collation(collation: unknown): FindOperators;
  hint(hint: unknown): FindOperators;
  arrayFilters(filters: unknown): FindOperators;
  update(update: Raw | Raw[]): BulkBuilder;
  updateOne(update: Raw | Raw[]): BulkBuilder;
  replaceOne(replacement: Raw): BulkBuilder;
  delete(): BulkBuilder;
  deleteOne(): BulkBuilder;
}

/** What the driver's `initializeOrderedBulkOp` and `initializeUnorderedBulkOp` give, over `bulkWrite`. */
export interface BulkBuilder {
  readonly length: number;
  insert(document: Raw): BulkBuilder;
  find(filter: Raw): FindOperators;
  raw(operation: BulkOp): BulkBuilder;
  /** Runs what was collected; once, as the driver's. */
  execute(options?: Options): Promise<unknown>;
}

/** @param ordered whether the first operation that fails is the last */
export function bulkBuilder(bulkWrite: BulkWrite, ordered: boolean, given: Options = {}): BulkBuilder {
  const operations: BulkOp[] = [];
  let isExecuted = false;

  const builder: BulkBuilder = {
    get length() {
      return operations.length;
    },
    insert: (document) => builder.raw({ insertOne: { document } }),
    find: (filter) => operatorsFor({ filter }),
    raw(operation) {
      operations.push(operation);
      return builder;
    },
    async execute(options = {}) {
      if (isExecuted) throw new Error('Batch cannot be re-executed');
      isExecuted = true;
      return bulkWrite(operations, { ...given, ...options, ordered });
    },
  };

  function operatorsFor(fields: Raw & { filter: Raw }): FindOperators {
    const and = (more: Raw) => operatorsFor({ ...fields, ...more });
    const { upsert: _, arrayFilters: __, ...ofDelete } = fields;
    return {
      upsert: () => and({ upsert: true }),
      collation: (collation) => and({ collation }),
      hint: (hint) => and({ hint }),
      arrayFilters: (arrayFilters) => and({ arrayFilters }),
      update: (update) => builder.raw({ updateMany: { ...fields, update } }),
      updateOne: (update) => builder.raw({ updateOne: { ...fields, update } }),
      replaceOne: (replacement) => builder.raw({ replaceOne: { ...fields, replacement } }),
      delete: () => builder.raw({ deleteMany: ofDelete }),
      deleteOne: () => builder.raw({ deleteOne: ofDelete }),
    };
  }
  return builder;
}
