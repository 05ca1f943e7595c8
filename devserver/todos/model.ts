import { type InferSchemaType, Schema } from 'mongoose';

/**
 * The schema of a todo. A new one for each caller: what listens to a schema's writes is one app's own.
 * `order` sorts the list; the server's clock sets it, so that all windows agree.
 */
export function createTodoSchema() {
  return new Schema({
    title: {
      type: String,
      trim: true,
      required: [true, 'A todo needs a title.'],
      maxlength: [500, 'A title is at most 500 characters long.'],
    },
    completed: { type: Boolean, default: false },
    order: { type: Number, default: () => Date.now() },
  });
}

/** A todo as stored, without its `_id` and versions. */
export type TodoDocument = InferSchemaType<ReturnType<typeof createTodoSchema>>;
