/** The catalogue of races in applications of every kind. */
import { describe } from 'vitest';
import { race } from './race-language.ts';

describe('applications of every kind', () => {
  race(
    'may rename the id in parse',
    `A: create
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     B: hear     → inserted d3
     B: save 0
     B: serve
     A: hear     → merged d1
     A shows     n2, first 2, n1
     B shows     n2, first 2, n1`,
    {
      extend: (Todo) => ({
        model: Todo.extend({
          idAttribute: 'key',
          parse: ({ id: key, ...rest }: Record<string, unknown>) => ({ key, ...rest }),
        }),
      }),
    },
  );
  race(
    'may have a function for a model',
    `A: create
     A: serve
     A: hear     → matched-own-create d3
     A: answer   → ignored-duplicate d3
     B: hear     → inserted d3
     A shows     first 1, first 2, n1
     B shows     first 1, first 2, n1`,
    {
      extend: (Todo) => ({
        model: (attributes: object, options: object) => new Todo(attributes, options),
        modelId: ({ id }: { id?: string }) => id,
      }),
    },
  );
  race(
    'may accept some documents only: they enter and leave',
    `B: save 0
     B: serve
     A: hear     → filtered-out d1
     A shows     first 2
     B: save 0
     B: serve
     A: hear     → upserted-unknown d1
     A shows     first 2, n2`,
    { extend: () => ({ accepts: ({ a }: { a?: string }) => a !== 'n1' }) },
  );
  race(
    'may let go: nothing is heard, and nothing is left behind',
    `A: create
     B: create
     A: serve
     B: serve
     A disposes
     A: answer
     A shows     first 1, first 2, n1`,
  );
});
