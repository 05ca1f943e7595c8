import type { Context } from 'mingo/core';

type Tables = NonNullable<Parameters<typeof Context.init>[0]>;

/** mingo's tables of operators by their names, which it does not export the types of. */
export type ExpressionOps = NonNullable<Tables['expression']>;
export type AccumulatorOps = NonNullable<Tables['accumulator']>;
export type PipelineOps = NonNullable<Tables['pipeline']>;
export type QueryOps = NonNullable<Tables['query']>;
