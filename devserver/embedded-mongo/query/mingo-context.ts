import { Context } from 'mingo/core';
import * as projectionOperators from 'mingo/operators/projection';
import * as windowOperators from 'mingo/operators/window';
import { ACCUMULATORS } from './accumulators.ts';
import { EXPRESSION_OPERATORS } from './expressions.ts';
import { QUERY_OPERATORS } from './query-operators.ts';
import { STAGES } from './stages.ts';

/** All operators: mingo's, and in their place those that know BSON's values. */
export const OPERATORS = Context.init({
  accumulator: ACCUMULATORS,
  expression: EXPRESSION_OPERATORS,
  pipeline: STAGES,
  projection: { ...projectionOperators },
  query: QUERY_OPERATORS,
  window: { ...windowOperators },
});
